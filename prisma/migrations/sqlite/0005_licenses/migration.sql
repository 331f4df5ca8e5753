-- Licenses: who has a seat, who is invited, who asks; changes that customers make here; files of people; looking up colleagues.

ALTER TABLE "Offers" ADD COLUMN "OverAssignment" TEXT NOT NULL DEFAULT 'refuse';
ALTER TABLE "Plans" ADD COLUMN "LicenseModel" TEXT;
ALTER TABLE "SubscriptionManagers" ADD COLUMN "AppointedBy" TEXT;
ALTER TABLE "SubscriptionManagers" ADD COLUMN "RemovedAt" DATETIME;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "PublisherId" INTEGER CONSTRAINT "SubscriptionUsers_PublisherId_fkey" REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "TenantId" TEXT;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "Name" TEXT;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "AssignedAt" DATETIME;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "AssignedBy" TEXT;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "UnassignedAt" DATETIME;
ALTER TABLE "SubscriptionUsers" ADD COLUMN "LastCheckedAt" DATETIME;

-- Licenses that were there before belong to the tenant of their subscription; since when nobody says: its start comes nearest.
UPDATE "SubscriptionUsers" SET
    "PublisherId" = (SELECT "PublisherId" FROM "Subscriptions" WHERE "Subscriptions"."Id" = "SubscriptionUsers"."SubscriptionInfoId"),
    "TenantId" = (SELECT "TenantId" FROM "Subscriptions" WHERE "Subscriptions"."Id" = "SubscriptionUsers"."SubscriptionInfoId"),
    "AssignedAt" = (SELECT "CreatedAt" FROM "Subscriptions" WHERE "Subscriptions"."Id" = "SubscriptionUsers"."SubscriptionInfoId");

CREATE TABLE "LicenseInvitations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Hash" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Label" TEXT NOT NULL,
    "InvitedBy" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "ExpiresAt" DATETIME NOT NULL,
    "State" TEXT NOT NULL,
    "SettledAt" DATETIME,
    "ImportId" INTEGER,
    CONSTRAINT "LicenseInvitations_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "LicenseInvitations_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "LicenseInvitations_ImportId_fkey" FOREIGN KEY ("ImportId") REFERENCES "LicenseImports" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "AccessRequests" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "ObjectId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Email" TEXT,
    "Note" TEXT,
    "CreatedAt" DATETIME NOT NULL,
    "State" TEXT NOT NULL,
    "DecidedAt" DATETIME,
    "DecidedBy" TEXT,
    CONSTRAINT "AccessRequests_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "AccessRequests_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "ChangeRequests" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "PlanFrom" TEXT,
    "PlanTo" TEXT,
    "QuantityFrom" INTEGER,
    "QuantityTo" INTEGER,
    "RequestedTenantId" TEXT NOT NULL,
    "RequestedObjectId" TEXT NOT NULL,
    "RequestedName" TEXT NOT NULL,
    "RequestedAt" DATETIME NOT NULL,
    "State" TEXT NOT NULL,
    "OperationId" TEXT,
    "CallingUntil" DATETIME,
    "Attempts" INTEGER NOT NULL DEFAULT 0,
    "AcceptedAt" DATETIME,
    "LookedAt" DATETIME,
    "Looks" INTEGER NOT NULL DEFAULT 0,
    "FinishedAt" DATETIME,
    "Problem" TEXT,
    "ProblemDetail" TEXT,
    "CorrelationId" TEXT NOT NULL,
    "Version" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "ChangeRequests_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "ChangeRequests_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "LicenseImports" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "FileName" TEXT NOT NULL,
    "RequestedTenantId" TEXT NOT NULL,
    "RequestedObjectId" TEXT NOT NULL,
    "RequestedName" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "State" TEXT NOT NULL,
    "StartedAt" DATETIME,
    "FinishedAt" DATETIME,
    "Lines" INTEGER NOT NULL,
    "Ready" INTEGER NOT NULL,
    "Processed" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "LicenseImports_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "LicenseImports_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "LicenseImportLines" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "ImportId" INTEGER NOT NULL,
    "Line" INTEGER NOT NULL,
    "Label" TEXT NOT NULL,
    "ObjectId" TEXT,
    "Name" TEXT,
    "State" TEXT NOT NULL,
    "Problem" TEXT,
    CONSTRAINT "LicenseImportLines_ImportId_fkey" FOREIGN KEY ("ImportId") REFERENCES "LicenseImports" ("Id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE "DirectoryGrants" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "TenantId" TEXT NOT NULL,
    "ObjectId" TEXT NOT NULL,
    "RefreshToken" TEXT NOT NULL,
    "AccessToken" TEXT NOT NULL,
    "AccessTokenExpiresAt" DATETIME NOT NULL,
    "UpdatedAt" DATETIME NOT NULL
);

CREATE INDEX "IX_SubscriptionUsers_Subscription_AssignedAt" ON "SubscriptionUsers"("SubscriptionInfoId", "Status", "AssignedAt" DESC, "Id" DESC);

CREATE INDEX "IX_SubscriptionUsers_Publisher_AssignedAt" ON "SubscriptionUsers"("PublisherId", "Status", "AssignedAt" DESC, "Id" DESC);

CREATE INDEX "IX_SubscriptionUsers_Publisher_LastCheckedAt" ON "SubscriptionUsers"("PublisherId", "Status", "LastCheckedAt", "Id");

CREATE INDEX "IX_SubscriptionUsers_Publisher_UserUpn" ON "SubscriptionUsers"("PublisherId", "Status", "UserUpn", "Id");

CREATE INDEX "IX_SubscriptionUsers_Person" ON "SubscriptionUsers"("TenantId", "UserId", "Status");

CREATE UNIQUE INDEX "UX_LicenseInvitations_Key" ON "LicenseInvitations"("Key");

CREATE UNIQUE INDEX "UX_LicenseInvitations_Hash" ON "LicenseInvitations"("Hash");

CREATE INDEX "IX_LicenseInvitations_Subscription" ON "LicenseInvitations"("SubscriptionInfoId", "State", "Id");

CREATE INDEX "IX_LicenseInvitations_State_ExpiresAt" ON "LicenseInvitations"("State", "ExpiresAt");

CREATE INDEX "IX_LicenseInvitations_Import" ON "LicenseInvitations"("ImportId", "State", "Id");

CREATE UNIQUE INDEX "UX_AccessRequests_Key" ON "AccessRequests"("Key");

CREATE INDEX "IX_AccessRequests_Subscription" ON "AccessRequests"("SubscriptionInfoId", "State", "Id");

CREATE INDEX "IX_AccessRequests_Person" ON "AccessRequests"("TenantId", "ObjectId");

CREATE UNIQUE INDEX "UX_ChangeRequests_Key" ON "ChangeRequests"("Key");

CREATE INDEX "IX_ChangeRequests_Subscription" ON "ChangeRequests"("SubscriptionInfoId", "Id");

CREATE INDEX "IX_LicenseImports_Subscription" ON "LicenseImports"("SubscriptionInfoId", "Id");

CREATE INDEX "IX_LicenseImportLines_State" ON "LicenseImportLines"("ImportId", "State", "Number");

CREATE UNIQUE INDEX "UX_LicenseImportLines_Line" ON "LicenseImportLines"("ImportId", "Line");

CREATE INDEX "IX_DirectoryGrants_UpdatedAt" ON "DirectoryGrants"("UpdatedAt");

CREATE UNIQUE INDEX "UX_DirectoryGrants_Person" ON "DirectoryGrants"("TenantId", "ObjectId");
