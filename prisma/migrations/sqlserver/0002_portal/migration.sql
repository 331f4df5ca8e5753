-- The inherited tables as prisma/schema.prisma has them, their rows kept, and the portal's own tables.
-- One batch, as `prisma migrate deploy` sends it too. A batch is compiled as a whole before it runs, so that what
-- reads or writes a column added here stands in EXEC; DDL may name one. Times are kept to the millisecond, like those
-- that the portal writes: pages of rows are cut by comparing them.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

-- What hangs on the columns that change, under whatever name it was made, and comes back below.

DECLARE @foreignKeys NVARCHAR(MAX) = N'';

SELECT @foreignKeys = @foreignKeys + N'ALTER TABLE [dbo].' + QUOTENAME(OBJECT_NAME(parent_object_id)) + N' DROP CONSTRAINT ' + QUOTENAME(name) + N'; '
FROM sys.foreign_keys
WHERE parent_object_id IN (OBJECT_ID(N'[dbo].[SubscriptionUsers]'), OBJECT_ID(N'[dbo].[SubscriptionActions]'))
    AND referenced_object_id IN (OBJECT_ID(N'[dbo].[Subscriptions]'), OBJECT_ID(N'[dbo].[SubscriptionUsers]'));

EXEC (@foreignKeys);

DECLARE @defaults NVARCHAR(MAX) = N'';

SELECT @defaults = @defaults + N'ALTER TABLE [dbo].' + QUOTENAME(OBJECT_NAME(d.parent_object_id)) + N' DROP CONSTRAINT ' + QUOTENAME(d.name) + N'; '
FROM sys.default_constraints AS d
INNER JOIN sys.columns AS c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id
WHERE d.parent_object_id IN (OBJECT_ID(N'[dbo].[Subscriptions]'), OBJECT_ID(N'[dbo].[SubscriptionUsers]'), OBJECT_ID(N'[dbo].[SubscriptionActions]'))
    AND c.name IN (N'PlanId', N'TenantId', N'Quantity', N'StartDate', N'EndDate', N'Status', N'BillingCycle', N'AcquiredLicenses', N'UserUpn', N'Type', N'SubscriptionInfoId', N'SubscriptionUserId');

EXEC (@defaults);

DROP INDEX IF EXISTS [IX_SubscriptionUsers_SubscriptionInfoId] ON [dbo].[SubscriptionUsers];

DROP INDEX IF EXISTS [IX_SubscriptionActions_SubscriptionInfoId] ON [dbo].[SubscriptionActions];

DROP INDEX IF EXISTS [IX_SubscriptionActions_SubscriptionUserId] ON [dbo].[SubscriptionActions];

-- The inherited columns. A value that does not fit stops the migration: nothing is cut off.

UPDATE [dbo].[Subscriptions] SET [PlanId] = N'' WHERE [PlanId] IS NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [PlanId] NVARCHAR(100) NOT NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [TenantId] UNIQUEIDENTIFIER NULL;

UPDATE [dbo].[Subscriptions] SET [Quantity] = 1 WHERE [Quantity] IS NULL;

IF EXISTS (SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(N'[dbo].[Subscriptions]') AND name = N'Quantity' AND is_nullable = 1)
    ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [Quantity] INT NOT NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [StartDate] DATETIME2 NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [EndDate] DATETIME2 NULL;

UPDATE [dbo].[Subscriptions] SET [Status] = N'' WHERE [Status] IS NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [Status] NVARCHAR(50) NOT NULL;

UPDATE [dbo].[Subscriptions] SET [BillingCycle] = N'' WHERE [BillingCycle] IS NULL;

ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [BillingCycle] NVARCHAR(20) NOT NULL;

UPDATE [dbo].[Subscriptions] SET [AcquiredLicenses] = 0 WHERE [AcquiredLicenses] IS NULL;

IF EXISTS (SELECT 1 FROM sys.columns WHERE object_id = OBJECT_ID(N'[dbo].[Subscriptions]') AND name = N'AcquiredLicenses' AND is_nullable = 1)
    ALTER TABLE [dbo].[Subscriptions] ALTER COLUMN [AcquiredLicenses] INT NOT NULL;

ALTER TABLE [dbo].[Subscriptions] ADD CONSTRAINT [Subscriptions_AcquiredLicenses_df] DEFAULT 0 FOR [AcquiredLicenses];

-- A pending subscription has no dates; .NET wrote its smallest one instead.

UPDATE [dbo].[Subscriptions] SET [StartDate] = NULL WHERE [StartDate] < '19000101';

UPDATE [dbo].[Subscriptions] SET [EndDate] = NULL WHERE [EndDate] < '19000101';

UPDATE [dbo].[SubscriptionUsers] SET [UserUpn] = N'' WHERE [UserUpn] IS NULL;

ALTER TABLE [dbo].[SubscriptionUsers] ALTER COLUMN [UserUpn] NVARCHAR(320) NOT NULL;

UPDATE [dbo].[SubscriptionUsers] SET [Status] = N'' WHERE [Status] IS NULL;

ALTER TABLE [dbo].[SubscriptionUsers] ALTER COLUMN [Status] NVARCHAR(50) NOT NULL;

UPDATE [dbo].[SubscriptionActions] SET [Type] = N'' WHERE [Type] IS NULL;

ALTER TABLE [dbo].[SubscriptionActions] ALTER COLUMN [Type] NVARCHAR(60) NOT NULL;

ALTER TABLE [dbo].[SubscriptionActions] ALTER COLUMN [SubscriptionInfoId] UNIQUEIDENTIFIER NULL;

ALTER TABLE [dbo].[SubscriptionActions] ALTER COLUMN [SubscriptionUserId] UNIQUEIDENTIFIER NULL;

-- The number of an action: its clustered primary key, counted in the order of Date for the rows that are there. For
-- that the table is clustered by Date while the column is added.

DECLARE @primaryKey NVARCHAR(MAX) = N'';

SELECT @primaryKey = @primaryKey + N'ALTER TABLE [dbo].[SubscriptionActions] DROP CONSTRAINT ' + QUOTENAME(name) + N'; '
FROM sys.key_constraints
WHERE parent_object_id IN (OBJECT_ID(N'[dbo].[SubscriptionActions]'))
    AND type = 'PK';

EXEC (@primaryKey);

CREATE CLUSTERED INDEX [CX_SubscriptionActions_Date] ON [dbo].[SubscriptionActions] ([Date], [Id]);

ALTER TABLE [dbo].[SubscriptionActions] ADD [Number] INT IDENTITY(1,1) NOT NULL;

DROP INDEX IF EXISTS [CX_SubscriptionActions_Date] ON [dbo].[SubscriptionActions];

ALTER TABLE [dbo].[SubscriptionActions] ADD CONSTRAINT [PK_SubscriptionActions] PRIMARY KEY CLUSTERED ([Number]);

-- Our own tables.

CREATE TABLE [dbo].[Publishers] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [Key] NVARCHAR(60) NOT NULL,
    [Name] NVARCHAR(200) NOT NULL,
    [BrandColor] NVARCHAR(7) NULL,
    [LogoUrl] NVARCHAR(1000) NULL,
    [SupportEmail] NVARCHAR(320) NULL,
    [CreatedAt] DATETIME2 NOT NULL CONSTRAINT [Publishers_CreatedAt_df] DEFAULT (CONVERT(DATETIME2(3), SYSUTCDATETIME())),
    CONSTRAINT [PK_Publishers] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Publishers_Key] UNIQUE NONCLUSTERED ([Key])
);

CREATE TABLE [dbo].[TechnicalConfigurations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [ClientId] UNIQUEIDENTIFIER NOT NULL,
    [ClientSecret] NVARCHAR(MAX) NOT NULL,
    [UpdatedAt] DATETIME2 NOT NULL,
    CONSTRAINT [PK_TechnicalConfigurations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_TechnicalConfigurations_Application] UNIQUE NONCLUSTERED ([PublisherId], [TenantId], [ClientId]),
    CONSTRAINT [FK_TechnicalConfigurations_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Offers] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [TechnicalConfigurationId] INT NOT NULL,
    [Key] NVARCHAR(60) NOT NULL,
    [OfferId] NVARCHAR(100) NOT NULL,
    [Name] NVARCHAR(200) NOT NULL,
    [ProductUrl] NVARCHAR(1000) NULL,
    [SupportEmail] NVARCHAR(320) NULL,
    [CreatedAt] DATETIME2 NOT NULL CONSTRAINT [Offers_CreatedAt_df] DEFAULT (CONVERT(DATETIME2(3), SYSUTCDATETIME())),
    CONSTRAINT [PK_Offers] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Offers_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [UX_Offers_Publisher_OfferId] UNIQUE NONCLUSTERED ([PublisherId], [OfferId]),
    CONSTRAINT [FK_Offers_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Offers_TechnicalConfigurations] FOREIGN KEY ([TechnicalConfigurationId]) REFERENCES [dbo].[TechnicalConfigurations] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Plans] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [OfferId] INT NOT NULL,
    [PlanId] NVARCHAR(100) NOT NULL,
    [Name] NVARCHAR(200) NOT NULL,
    [PerSeat] BIT NOT NULL CONSTRAINT [Plans_PerSeat_df] DEFAULT 0,
    CONSTRAINT [PK_Plans] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Plans_Offer_PlanId] UNIQUE NONCLUSTERED ([OfferId], [PlanId]),
    CONSTRAINT [FK_Plans_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Members] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [ObjectId] UNIQUEIDENTIFIER NOT NULL,
    [Label] NVARCHAR(320) NOT NULL,
    [Role] NVARCHAR(20) NOT NULL,
    [AddedAt] DATETIME2 NOT NULL,
    [RemovedAt] DATETIME2 NULL,
    CONSTRAINT [PK_Members] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Members_Publisher_Person] UNIQUE NONCLUSTERED ([PublisherId], [TenantId], [ObjectId]),
    CONSTRAINT [FK_Members_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Members_Person] ON [dbo].[Members] ([TenantId], [ObjectId]);

CREATE TABLE [dbo].[LandingSessions] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [OfferId] INT NOT NULL,
    [BrowserHash] NVARCHAR(64) NOT NULL,
    [PurchaseToken] NVARCHAR(MAX) NULL,
    [ReceivedAt] DATETIME2 NOT NULL,
    [ExpiresAt] DATETIME2 NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NULL,
    [ResolvedAt] DATETIME2 NULL,
    [StatusAtArrival] NVARCHAR(50) NULL,
    [Problem] NVARCHAR(60) NULL,
    [ProblemCorrelationId] NVARCHAR(100) NULL,
    CONSTRAINT [PK_LandingSessions] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [FK_LandingSessions_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_LandingSessions_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_LandingSessions_Browser] ON [dbo].[LandingSessions] ([BrowserHash], [OfferId]);

CREATE NONCLUSTERED INDEX [IX_LandingSessions_ExpiresAt] ON [dbo].[LandingSessions] ([ExpiresAt]);

CREATE TABLE [dbo].[SubscriptionManagers] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [ObjectId] UNIQUEIDENTIFIER NOT NULL,
    [Name] NVARCHAR(400) NOT NULL,
    [Email] NVARCHAR(320) NULL,
    [Reason] NVARCHAR(20) NOT NULL,
    [Since] DATETIME2 NOT NULL,
    CONSTRAINT [PK_SubscriptionManagers] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_SubscriptionManagers_Person] UNIQUE NONCLUSTERED ([SubscriptionInfoId], [TenantId], [ObjectId]),
    CONSTRAINT [FK_SubscriptionManagers_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_SubscriptionManagers_Person] ON [dbo].[SubscriptionManagers] ([TenantId], [ObjectId]);

CREATE TABLE [dbo].[Activations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [RequestedTenantId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedObjectId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedName] NVARCHAR(400) NOT NULL,
    [RequestedAt] DATETIME2 NOT NULL,
    [CallingUntil] DATETIME2 NULL,
    [Attempts] INT NOT NULL CONSTRAINT [Activations_Attempts_df] DEFAULT 0,
    [AcceptedAt] DATETIME2 NULL,
    [FinishedAt] DATETIME2 NULL,
    [Problem] NVARCHAR(60) NULL,
    [ProblemDetail] NVARCHAR(1000) NULL,
    [CorrelationId] NVARCHAR(100) NULL,
    [Version] INT NOT NULL CONSTRAINT [Activations_Version_df] DEFAULT 0,
    CONSTRAINT [PK_Activations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Activations_Subscription] UNIQUE NONCLUSTERED ([SubscriptionInfoId]),
    CONSTRAINT [FK_Activations_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Activations_State] ON [dbo].[Activations] ([State], [RequestedAt]);

-- What is new in the inherited ones.

ALTER TABLE [dbo].[Subscriptions] ADD
    [PublisherId] INT NULL,
    [OfferId] INT NULL,
    [Name] NVARCHAR(400) NOT NULL CONSTRAINT [Subscriptions_Name_df] DEFAULT N'',
    [BeneficiaryObjectId] UNIQUEIDENTIFIER NULL,
    [BeneficiaryEmail] NVARCHAR(320) NULL,
    [PurchaserTenantId] UNIQUEIDENTIFIER NULL,
    [PurchaserObjectId] UNIQUEIDENTIFIER NULL,
    [PurchaserEmail] NVARCHAR(320) NULL,
    [ContactEmail] NVARCHAR(320) NULL,
    [AutoRenew] BIT NOT NULL CONSTRAINT [Subscriptions_AutoRenew_df] DEFAULT 1,
    [IsFreeTrial] BIT NOT NULL CONSTRAINT [Subscriptions_IsFreeTrial_df] DEFAULT 0,
    [AllowedCustomerOperations] NVARCHAR(200) NOT NULL CONSTRAINT [Subscriptions_AllowedCustomerOperations_df] DEFAULT N'',
    [PerSeat] BIT NOT NULL CONSTRAINT [Subscriptions_PerSeat_df] DEFAULT 0,
    [MarketplaceJson] NVARCHAR(MAX) NULL,
    [PlanJson] NVARCHAR(MAX) NULL,
    [MarketplaceCreatedAt] DATETIME2 NULL,
    [CheckedAt] DATETIME2 NULL,
    [CreatedAt] DATETIME2 NOT NULL CONSTRAINT [Subscriptions_CreatedAt_df] DEFAULT (CONVERT(DATETIME2(3), SYSUTCDATETIME())),
    [Version] INT NOT NULL CONSTRAINT [Subscriptions_Version_df] DEFAULT 0;

ALTER TABLE [dbo].[SubscriptionActions] ADD
    [PublisherId] INT NULL,
    [ActorKind] NVARCHAR(20) NOT NULL CONSTRAINT [SubscriptionActions_ActorKind_df] DEFAULT N'user',
    [ActorTenantId] UNIQUEIDENTIFIER NULL,
    [ActorName] NVARCHAR(400) NULL,
    [CorrelationId] NVARCHAR(100) NULL,
    [Details] NVARCHAR(MAX) NULL;

-- When a subscription that was there before was created is not known: its start comes nearest.

EXEC (N'UPDATE [dbo].[Subscriptions] SET [CreatedAt] = CONVERT(DATETIME2(3), [StartDate]) WHERE [StartDate] IS NOT NULL');

ALTER TABLE [dbo].[Subscriptions] ADD CONSTRAINT [UX_Subscriptions_SubscriptionId] UNIQUE NONCLUSTERED ([SubscriptionId]);

ALTER TABLE [dbo].[Subscriptions] ADD CONSTRAINT [FK_Subscriptions_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE [dbo].[Subscriptions] ADD CONSTRAINT [FK_Subscriptions_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE NONCLUSTERED INDEX [IX_Subscriptions_Publisher_CreatedAt] ON [dbo].[Subscriptions] ([PublisherId], [CreatedAt] DESC, [Id] DESC);

CREATE NONCLUSTERED INDEX [IX_Subscriptions_TenantId] ON [dbo].[Subscriptions] ([TenantId], [CreatedAt] DESC);

CREATE NONCLUSTERED INDEX [IX_Subscriptions_PurchaserTenantId] ON [dbo].[Subscriptions] ([PurchaserTenantId], [CreatedAt] DESC);

ALTER TABLE [dbo].[SubscriptionUsers] ADD CONSTRAINT [UX_SubscriptionUsers_Subscription_User] UNIQUE NONCLUSTERED ([SubscriptionInfoId], [UserId]);

ALTER TABLE [dbo].[SubscriptionUsers] ADD CONSTRAINT [FK_SubscriptionUsers_Subscriptions_SubscriptionInfoId] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE CASCADE ON UPDATE NO ACTION;

ALTER TABLE [dbo].[SubscriptionActions] ADD CONSTRAINT [UX_SubscriptionActions_Id] UNIQUE NONCLUSTERED ([Id]);

ALTER TABLE [dbo].[SubscriptionActions] ADD CONSTRAINT [FK_SubscriptionActions_Subscriptions_SubscriptionInfoId] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE [dbo].[SubscriptionActions] ADD CONSTRAINT [FK_SubscriptionActions_SubscriptionUsers_SubscriptionUserId] FOREIGN KEY ([SubscriptionUserId]) REFERENCES [dbo].[SubscriptionUsers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE [dbo].[SubscriptionActions] ADD CONSTRAINT [FK_SubscriptionActions_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher] ON [dbo].[SubscriptionActions] ([PublisherId], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Subscription] ON [dbo].[SubscriptionActions] ([SubscriptionInfoId], [Number]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
