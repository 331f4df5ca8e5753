-- The inherited tables as prisma/schema.prisma has them, their rows kept, and the portal's own tables.
-- SQLite cannot alter a column: the old tables step aside, and their rows move into the new ones. Ids and
-- times are brought into the one form that the portal writes, because they are compared as text.

ALTER TABLE "SubscriptionActions" RENAME TO "InheritedSubscriptionActions";

ALTER TABLE "SubscriptionUsers" RENAME TO "InheritedSubscriptionUsers";

ALTER TABLE "Subscriptions" RENAME TO "InheritedSubscriptions";

CREATE TABLE "Publishers" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Key" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "BrandColor" TEXT,
    "LogoUrl" TEXT,
    "SupportEmail" TEXT,
    "CreatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE "TechnicalConfigurations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "TenantId" TEXT NOT NULL,
    "ClientId" TEXT NOT NULL,
    "ClientSecret" TEXT NOT NULL,
    "UpdatedAt" DATETIME NOT NULL,
    CONSTRAINT "TechnicalConfigurations_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Offers" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "TechnicalConfigurationId" INTEGER NOT NULL,
    "Key" TEXT NOT NULL,
    "OfferId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "ProductUrl" TEXT,
    "SupportEmail" TEXT,
    "CreatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT "Offers_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Offers_TechnicalConfigurationId_fkey" FOREIGN KEY ("TechnicalConfigurationId") REFERENCES "TechnicalConfigurations" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Plans" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "OfferId" INTEGER NOT NULL,
    "PlanId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "PerSeat" BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT "Plans_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Members" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "PublisherId" INTEGER NOT NULL,
    "TenantId" TEXT NOT NULL,
    "ObjectId" TEXT NOT NULL,
    "Label" TEXT NOT NULL,
    "Role" TEXT NOT NULL,
    "AddedAt" DATETIME NOT NULL,
    "RemovedAt" DATETIME,
    CONSTRAINT "Members_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Subscriptions" (
    "Id" TEXT NOT NULL PRIMARY KEY,
    "SubscriptionId" TEXT NOT NULL,
    "PlanId" TEXT NOT NULL,
    "TenantId" TEXT,
    "Quantity" INTEGER NOT NULL,
    "StartDate" DATETIME,
    "EndDate" DATETIME,
    "Status" TEXT NOT NULL,
    "BillingCycle" TEXT NOT NULL,
    "AcquiredLicenses" INTEGER NOT NULL DEFAULT 0,
    "PublisherId" INTEGER,
    "OfferId" INTEGER,
    "Name" TEXT NOT NULL DEFAULT '',
    "BeneficiaryObjectId" TEXT,
    "BeneficiaryEmail" TEXT,
    "PurchaserTenantId" TEXT,
    "PurchaserObjectId" TEXT,
    "PurchaserEmail" TEXT,
    "ContactEmail" TEXT,
    "AutoRenew" BOOLEAN NOT NULL DEFAULT true,
    "IsFreeTrial" BOOLEAN NOT NULL DEFAULT false,
    "AllowedCustomerOperations" TEXT NOT NULL DEFAULT '',
    "PerSeat" BOOLEAN NOT NULL DEFAULT false,
    "MarketplaceJson" TEXT,
    "PlanJson" TEXT,
    "MarketplaceCreatedAt" DATETIME,
    "CheckedAt" DATETIME,
    "CreatedAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "Version" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Subscriptions_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "Subscriptions_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "SubscriptionUsers" (
    "Id" TEXT NOT NULL PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "UserUpn" TEXT NOT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "Status" TEXT NOT NULL,
    CONSTRAINT "SubscriptionUsers_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE "SubscriptionActions" (
    "Number" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "Id" TEXT NOT NULL,
    "Type" TEXT NOT NULL,
    "InitiatorUserId" TEXT NOT NULL,
    "Date" DATETIME NOT NULL,
    "SubscriptionInfoId" TEXT,
    "SubscriptionUserId" TEXT,
    "PublisherId" INTEGER,
    "ActorKind" TEXT NOT NULL DEFAULT 'user',
    "ActorTenantId" TEXT,
    "ActorName" TEXT,
    "CorrelationId" TEXT,
    "Details" TEXT,
    CONSTRAINT "SubscriptionActions_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "SubscriptionActions_SubscriptionUserId_fkey" FOREIGN KEY ("SubscriptionUserId") REFERENCES "SubscriptionUsers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "SubscriptionActions_PublisherId_fkey" FOREIGN KEY ("PublisherId") REFERENCES "Publishers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "LandingSessions" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "OfferId" INTEGER NOT NULL,
    "BrowserHash" TEXT NOT NULL,
    "PurchaseToken" TEXT,
    "ReceivedAt" DATETIME NOT NULL,
    "ExpiresAt" DATETIME NOT NULL,
    "SubscriptionInfoId" TEXT,
    "ResolvedAt" DATETIME,
    "StatusAtArrival" TEXT,
    "Problem" TEXT,
    "ProblemCorrelationId" TEXT,
    CONSTRAINT "LandingSessions_OfferId_fkey" FOREIGN KEY ("OfferId") REFERENCES "Offers" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT "LandingSessions_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "SubscriptionManagers" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "SubscriptionInfoId" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "ObjectId" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "Email" TEXT,
    "Reason" TEXT NOT NULL,
    "Since" DATETIME NOT NULL,
    CONSTRAINT "SubscriptionManagers_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE "Activations" (
    "Id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "SubscriptionInfoId" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "RequestedTenantId" TEXT NOT NULL,
    "RequestedObjectId" TEXT NOT NULL,
    "RequestedName" TEXT NOT NULL,
    "RequestedAt" DATETIME NOT NULL,
    "CallingUntil" DATETIME,
    "Attempts" INTEGER NOT NULL DEFAULT 0,
    "AcceptedAt" DATETIME,
    "FinishedAt" DATETIME,
    "Problem" TEXT,
    "ProblemDetail" TEXT,
    "CorrelationId" TEXT,
    "Version" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT "Activations_SubscriptionInfoId_fkey" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE NO ACTION ON UPDATE NO ACTION
);

-- A pending subscription has no dates; .NET wrote its smallest one instead.
INSERT INTO "Subscriptions" ("Id", "SubscriptionId", "PlanId", "TenantId", "Quantity", "StartDate", "EndDate", "Status", "BillingCycle", "AcquiredLicenses", "CreatedAt")
SELECT
    lower("Id"),
    lower("SubscriptionId"),
    "PlanId",
    lower("TenantId"),
    coalesce("Quantity", 1),
    CASE WHEN "StartDate" >= '1900' THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', "StartDate") END,
    CASE WHEN "EndDate" >= '1900' THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', "EndDate") END,
    coalesce("Status", ''),
    coalesce("BillingCycle", ''),
    coalesce("AcquiredLicenses", 0),
    CASE WHEN "StartDate" >= '1900' THEN strftime('%Y-%m-%dT%H:%M:%f+00:00', "StartDate") ELSE strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') END
FROM "InheritedSubscriptions";

INSERT INTO "SubscriptionUsers" ("Id", "UserId", "UserUpn", "SubscriptionInfoId", "Status")
SELECT lower("Id"), lower("UserId"), coalesce("UserUpn", ''), lower("SubscriptionInfoId"), coalesce("Status", '')
FROM "InheritedSubscriptionUsers";

INSERT INTO "SubscriptionActions" ("Id", "Type", "InitiatorUserId", "Date", "SubscriptionInfoId", "SubscriptionUserId")
SELECT lower("Id"), coalesce("Type", ''), lower("InitiatorUserId"), strftime('%Y-%m-%dT%H:%M:%f+00:00', "Date"), lower("SubscriptionInfoId"), lower("SubscriptionUserId")
FROM "InheritedSubscriptionActions"
ORDER BY "Date", "Id";

DROP TABLE "InheritedSubscriptionActions";

DROP TABLE "InheritedSubscriptionUsers";

DROP TABLE "InheritedSubscriptions";

CREATE UNIQUE INDEX "UX_Subscriptions_SubscriptionId" ON "Subscriptions"("SubscriptionId");

CREATE INDEX "IX_Subscriptions_Publisher_CreatedAt" ON "Subscriptions"("PublisherId", "CreatedAt" DESC, "Id" DESC);

CREATE INDEX "IX_Subscriptions_TenantId" ON "Subscriptions"("TenantId", "CreatedAt" DESC);

CREATE INDEX "IX_Subscriptions_PurchaserTenantId" ON "Subscriptions"("PurchaserTenantId", "CreatedAt" DESC);

CREATE UNIQUE INDEX "UX_SubscriptionUsers_Subscription_User" ON "SubscriptionUsers"("SubscriptionInfoId", "UserId");

CREATE UNIQUE INDEX "UX_SubscriptionActions_Id" ON "SubscriptionActions"("Id");

CREATE INDEX "IX_SubscriptionActions_Publisher" ON "SubscriptionActions"("PublisherId", "Number");

CREATE INDEX "IX_SubscriptionActions_Subscription" ON "SubscriptionActions"("SubscriptionInfoId", "Number");

CREATE UNIQUE INDEX "UX_Publishers_Key" ON "Publishers"("Key");

CREATE INDEX "IX_Members_Person" ON "Members"("TenantId", "ObjectId");

CREATE UNIQUE INDEX "UX_Members_Publisher_Person" ON "Members"("PublisherId", "TenantId", "ObjectId");

CREATE UNIQUE INDEX "UX_TechnicalConfigurations_Application" ON "TechnicalConfigurations"("PublisherId", "TenantId", "ClientId");

CREATE UNIQUE INDEX "UX_Offers_Key" ON "Offers"("Key");

CREATE UNIQUE INDEX "UX_Offers_Publisher_OfferId" ON "Offers"("PublisherId", "OfferId");

CREATE UNIQUE INDEX "UX_Plans_Offer_PlanId" ON "Plans"("OfferId", "PlanId");

CREATE INDEX "IX_LandingSessions_Browser" ON "LandingSessions"("BrowserHash", "OfferId");

CREATE INDEX "IX_LandingSessions_ExpiresAt" ON "LandingSessions"("ExpiresAt");

CREATE INDEX "IX_SubscriptionManagers_Person" ON "SubscriptionManagers"("TenantId", "ObjectId");

CREATE UNIQUE INDEX "UX_SubscriptionManagers_Person" ON "SubscriptionManagers"("SubscriptionInfoId", "TenantId", "ObjectId");

CREATE UNIQUE INDEX "UX_Activations_Subscription" ON "Activations"("SubscriptionInfoId");

CREATE INDEX "IX_Activations_State" ON "Activations"("State", "RequestedAt");
