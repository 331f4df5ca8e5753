-- Work in the background, alerts, the staff's audit, invitations and API keys.

ALTER TABLE "Offers" ADD COLUMN "PreviousSigningSecret" TEXT;
ALTER TABLE "Offers" ADD COLUMN "PreviousSigningSecretUntil" DATETIME;
ALTER TABLE "Offers" ADD COLUMN "SigningSecret" TEXT;
ALTER TABLE "Offers" ADD COLUMN "SigningSecretSince" DATETIME;

ALTER TABLE "Subscriptions" ADD COLUMN "EndedAt" DATETIME;

CREATE TABLE "Jobs" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Kind" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "PublisherId" INTEGER,
    "Input" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "NextAt" DATETIME,
    "Lease" TEXT,
    "Failures" INTEGER NOT NULL DEFAULT 0,
    "Attempts" INTEGER NOT NULL DEFAULT 0,
    "LastError" TEXT,
    "CorrelationId" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "FinishedAt" DATETIME,
    CONSTRAINT "Jobs_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "JobAttempts" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "JobId" INTEGER NOT NULL,
    "Number" INTEGER NOT NULL,
    "Worker" TEXT NOT NULL,
    "StartedAt" DATETIME NOT NULL,
    "FinishedAt" DATETIME,
    "Outcome" TEXT,
    "Error" TEXT,
    CONSTRAINT "JobAttempts_JobId_fkey" FOREIGN KEY ("JobId") REFERENCES "Jobs" ("Id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE "Workers" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Name" TEXT NOT NULL,
    "StartedAt" DATETIME NOT NULL,
    "BeatAt" DATETIME NOT NULL
);

CREATE TABLE "Alerts" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Message" TEXT NOT NULL,
    "SubscriptionId" TEXT,
    "JobId" INTEGER,
    "Occurrences" INTEGER NOT NULL DEFAULT 1,
    "RaisedAt" DATETIME NOT NULL,
    "LastAt" DATETIME NOT NULL,
    "ClosedAt" DATETIME,
    "ClosedBy" TEXT,
    "CorrelationId" TEXT,
    CONSTRAINT "Alerts_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "AuditEntries" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "Type" TEXT NOT NULL,
    "Date" DATETIME NOT NULL,
    "ActorKind" TEXT NOT NULL,
    "ActorTenantId" TEXT,
    "ActorObjectId" TEXT,
    "ActorName" TEXT,
    "Subject" TEXT NOT NULL,
    "Details" TEXT,
    "CorrelationId" TEXT NOT NULL,
    CONSTRAINT "AuditEntries_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Invitations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "Hash" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Label" TEXT NOT NULL,
    "Role" TEXT NOT NULL,
    "InvitedBy" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "ExpiresAt" DATETIME NOT NULL,
    "AcceptedAt" DATETIME,
    "RevokedAt" DATETIME,
    CONSTRAINT "Invitations_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "ApiKeys" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "Name" TEXT NOT NULL,
    "Hash" TEXT NOT NULL,
    "Hint" TEXT NOT NULL,
    "Scopes" TEXT NOT NULL,
    "CreatedBy" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "LastUsedAt" DATETIME,
    "RevokedAt" DATETIME,
    CONSTRAINT "ApiKeys_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

ALTER TABLE "Publishers" ADD COLUMN "Version" INTEGER NOT NULL DEFAULT 0;

CREATE UNIQUE INDEX "UX_Jobs_Key" ON "Jobs"("Key");

CREATE INDEX "IX_Jobs_NextAt" ON "Jobs"("NextAt", "Id");

CREATE INDEX "IX_Jobs_Publisher_State" ON "Jobs"("PublisherId", "State", "Id");

CREATE INDEX "IX_Jobs_State_FinishedAt" ON "Jobs"("State", "FinishedAt");

CREATE UNIQUE INDEX "UX_JobAttempts_Job_Number" ON "JobAttempts"("JobId", "Number");

CREATE UNIQUE INDEX "UX_Workers_Name" ON "Workers"("Name");

CREATE INDEX "IX_Workers_BeatAt" ON "Workers"("BeatAt");

CREATE UNIQUE INDEX "UX_Alerts_Key" ON "Alerts"("Key");

CREATE INDEX "IX_Alerts_Publisher" ON "Alerts"("PublisherId", "ClosedAt", "Id");

CREATE INDEX "IX_AuditEntries_Publisher" ON "AuditEntries"("PublisherId", "Number");

CREATE UNIQUE INDEX "UX_Invitations_Hash" ON "Invitations"("Hash");

CREATE INDEX "IX_Invitations_Publisher" ON "Invitations"("PublisherId", "CreatedAt");

CREATE UNIQUE INDEX "UX_ApiKeys_Hash" ON "ApiKeys"("Hash");

CREATE INDEX "IX_ApiKeys_Publisher" ON "ApiKeys"("PublisherId", "CreatedAt");

CREATE INDEX "IX_Subscriptions_Publisher_Name" ON "Subscriptions"("PublisherId", "Name", "Id");

CREATE INDEX "IX_Subscriptions_Publisher_EndDate" ON "Subscriptions"("PublisherId", "EndDate", "Id");

CREATE INDEX "IX_Subscriptions_Publisher_Status" ON "Subscriptions"("PublisherId", "Status");

CREATE INDEX "IX_Subscriptions_Publisher_EndedAt" ON "Subscriptions"("PublisherId", "EndedAt");
