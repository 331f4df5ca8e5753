-- The publisher is told: deliveries to its endpoints, the sealed action log, activations that its own system finishes.
-- One batch, as `prisma migrate deploy` sends it too.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

ALTER TABLE [dbo].[Activations] ADD
    [HandedOverAt] DATETIME2 NULL;

ALTER TABLE [dbo].[Offers] ADD
    [ActivationMode] NVARCHAR(20) NOT NULL CONSTRAINT [Offers_ActivationMode_df] DEFAULT 'automatic',
    [ActivationDeadlineMinutes] INT NOT NULL CONSTRAINT [Offers_ActivationDeadlineMinutes_df] DEFAULT 60;

ALTER TABLE [dbo].[Publishers] ADD
    [ActionsKeptDays] INT NULL;

ALTER TABLE [dbo].[SubscriptionActions] ADD
    [OfferId] INT NULL,
    [ConcernedUserId] UNIQUEIDENTIFIER NULL,
    [SealNumber] INT NULL,
    [Seal] NVARCHAR(64) NULL;

-- Actions that were there before: whose they are, of which offer, and about whom.

EXEC (N'UPDATE [dbo].[SubscriptionActions] SET [PublisherId] = COALESCE([PublisherId], (SELECT [PublisherId] FROM [dbo].[Subscriptions] WHERE [Subscriptions].[Id] = [SubscriptionActions].[SubscriptionInfoId])), [OfferId] = (SELECT [OfferId] FROM [dbo].[Subscriptions] WHERE [Subscriptions].[Id] = [SubscriptionActions].[SubscriptionInfoId]), [ConcernedUserId] = CASE WHEN ISJSON([Details]) = 1 THEN TRY_CONVERT(UNIQUEIDENTIFIER, JSON_VALUE([Details], ''$.userId'')) END');

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_SealNumber] ON [dbo].[SubscriptionActions] ([PublisherId], [SealNumber], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_Date] ON [dbo].[SubscriptionActions] ([PublisherId], [Date], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_Type] ON [dbo].[SubscriptionActions] ([PublisherId], [Type], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_Offer] ON [dbo].[SubscriptionActions] ([PublisherId], [OfferId], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_Initiator] ON [dbo].[SubscriptionActions] ([PublisherId], [InitiatorUserId], [Number]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionActions_Publisher_Concerned] ON [dbo].[SubscriptionActions] ([PublisherId], [ConcernedUserId], [Number]);

CREATE TABLE [dbo].[MarketplaceTokens] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [ActivationId] INT NOT NULL,
    [Hash] NVARCHAR(64) NOT NULL,
    [DeliveryNumber] INT NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [ExpiresAt] DATETIME2 NOT NULL,
    [Outcome] NVARCHAR(20) NULL,
    [SettledAt] DATETIME2 NULL,
    CONSTRAINT [PK_MarketplaceTokens] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_MarketplaceTokens_Hash] UNIQUE NONCLUSTERED ([Hash]),
    CONSTRAINT [FK_MarketplaceTokens_Activations] FOREIGN KEY ([ActivationId]) REFERENCES [dbo].[Activations] ([Id]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_MarketplaceTokens_Activation] ON [dbo].[MarketplaceTokens] ([ActivationId], [Id]);

CREATE TABLE [dbo].[ActionChains] (
    [PublisherId] INT NOT NULL,
    [LastNumber] INT NOT NULL,
    [LastSeal] NVARCHAR(64) NOT NULL,
    [SealedAt] DATETIME2 NOT NULL,
    [RemovedNumber] INT NOT NULL CONSTRAINT [ActionChains_RemovedNumber_df] DEFAULT 0,
    [RemovedSeal] NVARCHAR(64) NOT NULL CONSTRAINT [ActionChains_RemovedSeal_df] DEFAULT N'',
    CONSTRAINT [PK_ActionChains] PRIMARY KEY CLUSTERED ([PublisherId]),
    CONSTRAINT [FK_ActionChains_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[ActionRemovals] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [FromNumber] INT NOT NULL,
    [ToNumber] INT NOT NULL,
    [FirstDate] DATETIME2 NOT NULL,
    [LastDate] DATETIME2 NOT NULL,
    [LastSeal] NVARCHAR(64) NOT NULL,
    [RemovedAt] DATETIME2 NOT NULL,
    [KeptDays] INT NOT NULL,
    [Seal] NVARCHAR(64) NOT NULL,
    CONSTRAINT [PK_ActionRemovals] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_ActionRemovals_Publisher_From] UNIQUE NONCLUSTERED ([PublisherId], [FromNumber]),
    CONSTRAINT [FK_ActionRemovals_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Endpoints] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [OfferId] INT NOT NULL,
    [Kind] NVARCHAR(20) NOT NULL,
    [Url] NVARCHAR(1000) NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [PausedAt] DATETIME2 NULL,
    [PausedBy] NVARCHAR(400) NULL,
    [ResumedAt] DATETIME2 NULL,
    [Lease] NVARCHAR(40) NULL,
    [LeaseUntil] DATETIME2 NULL,
    [FailuresInARow] INT NOT NULL CONSTRAINT [Endpoints_FailuresInARow_df] DEFAULT 0,
    [OpenUntil] DATETIME2 NULL,
    [FailingSince] DATETIME2 NULL,
    [LastSuccessAt] DATETIME2 NULL,
    CONSTRAINT [PK_Endpoints] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Endpoints_Offer_Kind] UNIQUE NONCLUSTERED ([OfferId], [Kind]),
    CONSTRAINT [FK_Endpoints_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Endpoints_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Endpoints_Publisher] ON [dbo].[Endpoints] ([PublisherId], [Id]);

CREATE TABLE [dbo].[Deliveries] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [Id] UNIQUEIDENTIFIER NOT NULL,
    [PublisherId] INT NOT NULL,
    [EndpointId] INT NOT NULL,
    [Kind] NVARCHAR(20) NOT NULL,
    [Subject] NVARCHAR(60) NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NULL,
    [ActionNumber] INT NULL,
    [Body] NVARCHAR(MAX) NOT NULL,
    [SealedHeaders] NVARCHAR(MAX) NULL,
    [State] NVARCHAR(20) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [TriedSince] DATETIME2 NOT NULL,
    [NextAt] DATETIME2 NULL,
    [Attempts] INT NOT NULL CONSTRAINT [Deliveries_Attempts_df] DEFAULT 0,
    [Failures] INT NOT NULL CONSTRAINT [Deliveries_Failures_df] DEFAULT 0,
    [LastStatus] INT NULL,
    [LastProblem] NVARCHAR(60) NULL,
    [FinishedAt] DATETIME2 NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    CONSTRAINT [PK_Deliveries] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [UX_Deliveries_Id] UNIQUE NONCLUSTERED ([Id]),
    CONSTRAINT [FK_Deliveries_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Deliveries_Endpoints] FOREIGN KEY ([EndpointId]) REFERENCES [dbo].[Endpoints] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Deliveries_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Deliveries_Endpoint_State] ON [dbo].[Deliveries] ([EndpointId], [State], [Number]);

CREATE NONCLUSTERED INDEX [IX_Deliveries_Publisher] ON [dbo].[Deliveries] ([PublisherId], [Number]);

CREATE NONCLUSTERED INDEX [IX_Deliveries_Publisher_State] ON [dbo].[Deliveries] ([PublisherId], [State], [Number]);

CREATE NONCLUSTERED INDEX [IX_Deliveries_Subscription] ON [dbo].[Deliveries] ([SubscriptionInfoId], [Number]);

CREATE NONCLUSTERED INDEX [IX_Deliveries_State_FinishedAt] ON [dbo].[Deliveries] ([State], [FinishedAt]);

CREATE TABLE [dbo].[DeliveryAttempts] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [DeliveryNumber] INT NOT NULL,
    [EndpointId] INT NOT NULL,
    [Attempt] INT NOT NULL,
    [Url] NVARCHAR(1000) NOT NULL,
    [StartedAt] DATETIME2 NOT NULL,
    [FinishedAt] DATETIME2 NULL,
    [Milliseconds] INT NULL,
    [Outcome] NVARCHAR(20) NULL,
    [Status] INT NULL,
    [Problem] NVARCHAR(60) NULL,
    [Answer] NVARCHAR(1100) NULL,
    [ClockSkewSeconds] INT NULL,
    CONSTRAINT [PK_DeliveryAttempts] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [UX_DeliveryAttempts_Attempt] UNIQUE NONCLUSTERED ([DeliveryNumber], [Attempt]),
    CONSTRAINT [FK_DeliveryAttempts_Deliveries] FOREIGN KEY ([DeliveryNumber]) REFERENCES [dbo].[Deliveries] ([Number]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_DeliveryAttempts_Endpoint] ON [dbo].[DeliveryAttempts] ([EndpointId], [Number]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
