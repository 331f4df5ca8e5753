-- The three tables that a publisher may have from before the portal. Where all of them stand already,
-- `npm run portal -- db migrate` records this migration without running it.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

CREATE TABLE [dbo].[Subscriptions] (
    [Id] UNIQUEIDENTIFIER NOT NULL,
    [SubscriptionId] UNIQUEIDENTIFIER NOT NULL,
    [PlanId] NVARCHAR(MAX) NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [Quantity] INT NOT NULL,
    [StartDate] DATETIME2 NOT NULL,
    [EndDate] DATETIME2 NOT NULL,
    [Status] NVARCHAR(MAX) NULL,
    [BillingCycle] NVARCHAR(MAX) NULL,
    [AcquiredLicenses] INT NOT NULL,
    CONSTRAINT [PK_Subscriptions] PRIMARY KEY CLUSTERED ([Id])
);

CREATE TABLE [dbo].[SubscriptionUsers] (
    [Id] UNIQUEIDENTIFIER NOT NULL,
    [UserId] UNIQUEIDENTIFIER NOT NULL,
    [UserUpn] NVARCHAR(MAX) NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [Status] NVARCHAR(MAX) NULL,
    CONSTRAINT [PK_SubscriptionUsers] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [FK_SubscriptionUsers_Subscriptions_SubscriptionInfoId] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[SubscriptionActions] (
    [Id] UNIQUEIDENTIFIER NOT NULL,
    [Type] NVARCHAR(MAX) NULL,
    [InitiatorUserId] UNIQUEIDENTIFIER NOT NULL,
    [Date] DATETIME2 NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NULL,
    [SubscriptionUserId] UNIQUEIDENTIFIER NULL,
    CONSTRAINT [PK_SubscriptionActions] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [FK_SubscriptionActions_Subscriptions_SubscriptionInfoId] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_SubscriptionActions_SubscriptionUsers_SubscriptionUserId] FOREIGN KEY ([SubscriptionUserId]) REFERENCES [dbo].[SubscriptionUsers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_SubscriptionInfoId] ON [dbo].[SubscriptionUsers] ([SubscriptionInfoId]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_SubscriptionInfoId] ON [dbo].[SubscriptionActions] ([SubscriptionInfoId]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_SubscriptionUserId] ON [dbo].[SubscriptionActions] ([SubscriptionUserId]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
