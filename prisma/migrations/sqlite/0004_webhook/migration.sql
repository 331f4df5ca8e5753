-- The inbox of the connection webhook, operations, rules for changes, and the comparison with Microsoft's list.

ALTER TABLE "Offers" ADD COLUMN "ChangeDecisionUrl" TEXT;
ALTER TABLE "Offers" ADD COLUMN "ChangeWhenSilent" TEXT NOT NULL DEFAULT 'accept';
ALTER TABLE "Offers" ADD COLUMN "PlanUpgrades" TEXT NOT NULL DEFAULT 'accept';
ALTER TABLE "Offers" ADD COLUMN "PlanDowngrades" TEXT NOT NULL DEFAULT 'accept';
ALTER TABLE "Offers" ADD COLUMN "SeatIncreases" TEXT NOT NULL DEFAULT 'accept';
ALTER TABLE "Offers" ADD COLUMN "SeatDecreases" TEXT NOT NULL DEFAULT 'accept';
ALTER TABLE "Offers" ADD COLUMN "WebhookKeyHash" TEXT;
ALTER TABLE "Offers" ADD COLUMN "WebhookKeySince" DATETIME;
ALTER TABLE "Plans" ADD COLUMN "ChangesTo" TEXT;
ALTER TABLE "Plans" ADD COLUMN "Level" INTEGER;
ALTER TABLE "Plans" ADD COLUMN "MaxSeats" INTEGER;
ALTER TABLE "Plans" ADD COLUMN "MinSeats" INTEGER;
ALTER TABLE "Subscriptions" ADD COLUMN "PendingDaysTold" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "InboxEvents" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Id" TEXT NOT NULL,
    "PublisherId" INTEGER NOT NULL,
    "OfferId" INTEGER NOT NULL,
    "SubscriptionId" TEXT NOT NULL,
    "OperationId" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "RequestSource" TEXT,
    "HappenedAt" DATETIME,
    "ReceivedAt" DATETIME NOT NULL,
    "Receipts" INTEGER NOT NULL DEFAULT 1,
    "LastReceivedAt" DATETIME NOT NULL,
    "Body" TEXT NOT NULL,
    "Headers" TEXT NOT NULL,
    "CorrelationId" TEXT NOT NULL,
    "DecidingUntil" DATETIME,
    "Decision" TEXT,
    "DecisionReason" TEXT,
    "DecisionFacts" TEXT,
    "AnswerStatus" INTEGER,
    "AnsweredAt" DATETIME,
    "State" TEXT NOT NULL,
    "Outcome" TEXT,
    "ProcessedAt" DATETIME,
    "LastError" TEXT,
    CONSTRAINT "InboxEvents_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "InboxEvents_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "InboxSteps" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "EventNumber" INTEGER NOT NULL,
    "At" DATETIME NOT NULL,
    "Step" TEXT NOT NULL,
    "Detail" TEXT,
    "CorrelationId" TEXT NOT NULL,
    CONSTRAINT "InboxSteps_EventNumber_fkey" FOREIGN KEY ("EventNumber") REFERENCES "InboxEvents" ("Number") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE "RejectedCalls" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "OfferId" INTEGER NOT NULL,
    "Reason" TEXT NOT NULL,
    "Hour" DATETIME NOT NULL,
    "Count" INTEGER NOT NULL,
    "LastAt" DATETIME NOT NULL,
    CONSTRAINT "RejectedCalls_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Operations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "OperationId" TEXT NOT NULL,
    "Action" TEXT NOT NULL,
    "RequestSource" TEXT,
    "Status" TEXT NOT NULL,
    "PlanFrom" TEXT,
    "PlanTo" TEXT,
    "QuantityFrom" INTEGER,
    "QuantityTo" INTEGER,
    "Decision" TEXT,
    "DecisionReason" TEXT,
    "StartedAt" DATETIME NOT NULL,
    "FinishedAt" DATETIME,
    "RecordedAt" DATETIME,
    "ActionNumber" INTEGER,
    "ShownAt" DATETIME,
    "RequestedKind" TEXT,
    "RequestedTenantId" TEXT,
    "RequestedObjectId" TEXT,
    "RequestedName" TEXT,
    "CorrelationId" TEXT NOT NULL,
    CONSTRAINT "Operations_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Operations_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Drifts" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "SubscriptionId" TEXT NOT NULL,
    "Key" TEXT NOT NULL,
    "Kind" TEXT NOT NULL,
    "Field" TEXT NOT NULL DEFAULT '',
    "Ours" TEXT,
    "Theirs" TEXT,
    "AgreedAt" DATETIME,
    "FoundAt" DATETIME NOT NULL,
    "SeenAt" DATETIME NOT NULL,
    "ClosedAt" DATETIME,
    "Resolution" TEXT,
    "Problem" TEXT,
    CONSTRAINT "Drifts_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Reconciliations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "TechnicalConfigurationId" INTEGER NOT NULL,
    "StartedAt" DATETIME NOT NULL,
    "ProgressAt" DATETIME NOT NULL,
    "FinishedAt" DATETIME,
    "Listed" INTEGER NOT NULL DEFAULT 0,
    "Added" INTEGER NOT NULL DEFAULT 0,
    "Differing" INTEGER NOT NULL DEFAULT 0,
    "Repaired" INTEGER NOT NULL DEFAULT 0,
    "Problem" TEXT,
    "CorrelationId" TEXT NOT NULL,
    CONSTRAINT "Reconciliations_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Reconciliations_TechnicalConfigurationId_fkey" FOREIGN KEY ("TechnicalConfigurationId") REFERENCES "TechnicalConfigurations" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE UNIQUE INDEX "UX_InboxEvents_Id" ON "InboxEvents"("Id");

CREATE INDEX "IX_InboxEvents_Publisher" ON "InboxEvents"("PublisherId", "Number");

CREATE INDEX "IX_InboxEvents_Publisher_State" ON "InboxEvents"("PublisherId", "State", "Number");

CREATE UNIQUE INDEX "UX_InboxEvents_Event" ON "InboxEvents"("PublisherId", "SubscriptionId", "OperationId", "Action");

CREATE INDEX "IX_InboxSteps_Event" ON "InboxSteps"("EventNumber", "Number");

CREATE UNIQUE INDEX "UX_RejectedCalls_Hour" ON "RejectedCalls"("OfferId", "Reason", "Hour");

CREATE INDEX "IX_Operations_Subscription" ON "Operations"("SubscriptionInfoId", "Id");

CREATE UNIQUE INDEX "UX_Operations_Operation" ON "Operations"("SubscriptionInfoId", "OperationId", "Action");

CREATE UNIQUE INDEX "UX_Drifts_Key" ON "Drifts"("Key");

CREATE INDEX "IX_Drifts_Publisher" ON "Drifts"("PublisherId", "ClosedAt", "Id");

CREATE INDEX "IX_Drifts_Subscription" ON "Drifts"("PublisherId", "SubscriptionId");

CREATE INDEX "IX_Reconciliations_Publisher" ON "Reconciliations"("PublisherId", "Id");
