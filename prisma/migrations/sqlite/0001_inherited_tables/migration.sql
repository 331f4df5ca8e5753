-- The three tables that a publisher may have from before the portal. Where all of them stand already,
-- `npm run portal -- db migrate` records this migration without running it.

CREATE TABLE "Subscriptions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_Subscriptions" PRIMARY KEY,
    "SubscriptionId" TEXT NOT NULL,
    "PlanId" TEXT NOT NULL,
    "TenantId" TEXT NOT NULL,
    "Quantity" INTEGER NOT NULL,
    "StartDate" TEXT NOT NULL,
    "EndDate" TEXT NOT NULL,
    "Status" TEXT NULL,
    "BillingCycle" TEXT NULL,
    "AcquiredLicenses" INTEGER NOT NULL
);

CREATE TABLE "SubscriptionUsers" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_SubscriptionUsers" PRIMARY KEY,
    "UserId" TEXT NOT NULL,
    "UserUpn" TEXT NULL,
    "SubscriptionInfoId" TEXT NOT NULL,
    "Status" TEXT NULL,
    CONSTRAINT "FK_SubscriptionUsers_Subscriptions_SubscriptionInfoId" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id") ON DELETE CASCADE
);

CREATE TABLE "SubscriptionActions" (
    "Id" TEXT NOT NULL CONSTRAINT "PK_SubscriptionActions" PRIMARY KEY,
    "Type" TEXT NULL,
    "InitiatorUserId" TEXT NOT NULL,
    "Date" TEXT NOT NULL,
    "SubscriptionInfoId" TEXT NULL,
    "SubscriptionUserId" TEXT NULL,
    CONSTRAINT "FK_SubscriptionActions_Subscriptions_SubscriptionInfoId" FOREIGN KEY ("SubscriptionInfoId") REFERENCES "Subscriptions" ("Id"),
    CONSTRAINT "FK_SubscriptionActions_SubscriptionUsers_SubscriptionUserId" FOREIGN KEY ("SubscriptionUserId") REFERENCES "SubscriptionUsers" ("Id")
);

CREATE INDEX "IX_SubscriptionUsers_SubscriptionInfoId" ON "SubscriptionUsers" ("SubscriptionInfoId");

CREATE INDEX "IX_SubscriptionActions_SubscriptionInfoId" ON "SubscriptionActions" ("SubscriptionInfoId");

CREATE INDEX "IX_SubscriptionActions_SubscriptionUserId" ON "SubscriptionActions" ("SubscriptionUserId");
