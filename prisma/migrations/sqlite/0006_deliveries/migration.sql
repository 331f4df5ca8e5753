-- The publisher is told: deliveries to its endpoints, the sealed action log, activations that its own system finishes.

ALTER TABLE "Activations" ADD COLUMN "HandedOverAt" DATETIME;
ALTER TABLE "Offers" ADD COLUMN "ActivationMode" TEXT NOT NULL DEFAULT 'automatic';
ALTER TABLE "Offers" ADD COLUMN "ActivationDeadlineMinutes" INTEGER NOT NULL DEFAULT 60;
ALTER TABLE "Publishers" ADD COLUMN "ActionsKeptDays" INTEGER;
ALTER TABLE "SubscriptionActions" ADD COLUMN "OfferId" INTEGER;
ALTER TABLE "SubscriptionActions" ADD COLUMN "ConcernedUserId" TEXT;
ALTER TABLE "SubscriptionActions" ADD COLUMN "SealNumber" INTEGER;
ALTER TABLE "SubscriptionActions" ADD COLUMN "Seal" TEXT;

-- Actions that were there before: whose they are, of which offer, and about whom.
UPDATE "SubscriptionActions" SET
    "PublisherId" = COALESCE("PublisherId", (SELECT "PublisherId" FROM "Subscriptions" WHERE "Subscriptions"."Id" = "SubscriptionActions"."SubscriptionInfoId")),
    "OfferId" = (SELECT "OfferId" FROM "Subscriptions" WHERE "Subscriptions"."Id" = "SubscriptionActions"."SubscriptionInfoId"),
    "ConcernedUserId" = CASE WHEN json_valid("Details") THEN lower(json_extract("Details", '$.userId')) END;

CREATE TABLE "MarketplaceTokens" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "ActivationId" INTEGER NOT NULL,
    "Hash" TEXT NOT NULL,
    "DeliveryNumber" INTEGER NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "ExpiresAt" DATETIME NOT NULL,
    "Outcome" TEXT,
    "SettledAt" DATETIME,
    CONSTRAINT "MarketplaceTokens_ActivationId_fkey" FOREIGN KEY ("ActivationId") REFERENCES "Activations" ("Id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE "ActionChains" (
    "PublisherId" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "LastNumber" INTEGER NOT NULL,
    "LastSeal" TEXT NOT NULL,
    "SealedAt" DATETIME NOT NULL,
    "RemovedNumber" INTEGER NOT NULL DEFAULT 0,
    "RemovedSeal" TEXT NOT NULL DEFAULT '',
    CONSTRAINT "ActionChains_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "ActionRemovals" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "FromNumber" INTEGER NOT NULL,
    "ToNumber" INTEGER NOT NULL,
    "FirstDate" DATETIME NOT NULL,
    "LastDate" DATETIME NOT NULL,
    "LastSeal" TEXT NOT NULL,
    "RemovedAt" DATETIME NOT NULL,
    "KeptDays" INTEGER NOT NULL,
    "Seal" TEXT NOT NULL,
    CONSTRAINT "ActionRemovals_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Endpoints" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "OfferId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Url" TEXT,
    "CreatedAt" DATETIME NOT NULL,
    "PausedAt" DATETIME,
    "PausedBy" TEXT,
    "ResumedAt" DATETIME,
    "Lease" TEXT,
    "LeaseUntil" DATETIME,
    "FailuresInARow" INTEGER NOT NULL DEFAULT 0,
    "OpenUntil" DATETIME,
    "FailingSince" DATETIME,
    "LastSuccessAt" DATETIME,
    CONSTRAINT "Endpoints_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Endpoints_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Deliveries" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Id" TEXT NOT NULL,
    "PublisherId" INTEGER NOT NULL,
    "EndpointId" INTEGER NOT NULL,
    "Kind" TEXT NOT NULL,
    "Subject" TEXT NOT NULL,
    "SubscriptionInfoId" TEXT,
    "ActionNumber" INTEGER,
    "Body" TEXT NOT NULL,
    "SealedHeaders" TEXT,
    "State" TEXT NOT NULL,
    "CreatedAt" DATETIME NOT NULL,
    "TriedSince" DATETIME NOT NULL,
    "NextAt" DATETIME,
    "Attempts" INTEGER NOT NULL DEFAULT 0,
    "Failures" INTEGER NOT NULL DEFAULT 0,
    "LastStatus" INTEGER,
    "LastProblem" TEXT,
    "FinishedAt" DATETIME,
    "CorrelationId" TEXT NOT NULL,
    CONSTRAINT "Deliveries_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Deliveries_EndpointId_fkey" FOREIGN KEY ("EndpointId") REFERENCES "Endpoints" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Deliveries_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "DeliveryAttempts" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "DeliveryNumber" INTEGER NOT NULL,
    "EndpointId" INTEGER NOT NULL,
    "Attempt" INTEGER NOT NULL,
    "Url" TEXT NOT NULL,
    "StartedAt" DATETIME NOT NULL,
    "FinishedAt" DATETIME,
    "Milliseconds" INTEGER,
    "Outcome" TEXT,
    "Status" INTEGER,
    "Problem" TEXT,
    "Answer" TEXT,
    "ClockSkewSeconds" INTEGER,
    CONSTRAINT "DeliveryAttempts_DeliveryNumber_fkey" FOREIGN KEY ("DeliveryNumber") REFERENCES "Deliveries" ("Number") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE UNIQUE INDEX "UX_MarketplaceTokens_Hash" ON "MarketplaceTokens"("Hash");

CREATE INDEX "IX_MarketplaceTokens_Activation" ON "MarketplaceTokens"("ActivationId", "Id");

CREATE UNIQUE INDEX "UX_ActionRemovals_Publisher_From" ON "ActionRemovals"("PublisherId", "FromNumber");

CREATE INDEX "IX_Endpoints_Publisher" ON "Endpoints"("PublisherId", "Id");

CREATE UNIQUE INDEX "UX_Endpoints_Offer_Kind" ON "Endpoints"("OfferId", "Kind");

CREATE UNIQUE INDEX "UX_Deliveries_Id" ON "Deliveries"("Id");

CREATE INDEX "IX_Deliveries_Endpoint_State" ON "Deliveries"("EndpointId", "State", "Number");

CREATE INDEX "IX_Deliveries_Publisher" ON "Deliveries"("PublisherId", "Number");

CREATE INDEX "IX_Deliveries_Publisher_State" ON "Deliveries"("PublisherId", "State", "Number");

CREATE INDEX "IX_Deliveries_Subscription" ON "Deliveries"("SubscriptionInfoId", "Number");

CREATE INDEX "IX_Deliveries_State_FinishedAt" ON "Deliveries"("State", "FinishedAt");

CREATE INDEX "IX_DeliveryAttempts_Endpoint" ON "DeliveryAttempts"("EndpointId", "Number");

CREATE UNIQUE INDEX "UX_DeliveryAttempts_Attempt" ON "DeliveryAttempts"("DeliveryNumber", "Attempt");

CREATE INDEX "IX_SubscriptionActions_Publisher_SealNumber" ON "SubscriptionActions"("PublisherId", "SealNumber", "Number");

CREATE INDEX "IX_SubscriptionActions_Publisher_Date" ON "SubscriptionActions"("PublisherId", "Date", "Number");

CREATE INDEX "IX_SubscriptionActions_Publisher_Type" ON "SubscriptionActions"("PublisherId", "Type", "Number");

CREATE INDEX "IX_SubscriptionActions_Publisher_Offer" ON "SubscriptionActions"("PublisherId", "OfferId", "Number");

CREATE INDEX "IX_SubscriptionActions_Publisher_Initiator" ON "SubscriptionActions"("PublisherId", "InitiatorUserId", "Number");

CREATE INDEX "IX_SubscriptionActions_Publisher_Concerned" ON "SubscriptionActions"("PublisherId", "ConcernedUserId", "Number");
