-- The inbox of the connection webhook, operations, rules for changes, and the comparison with Microsoft's list.
-- One batch, as `prisma migrate deploy` sends it too.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

ALTER TABLE [dbo].[Subscriptions] ADD [PendingDaysTold] INT NOT NULL CONSTRAINT [Subscriptions_PendingDaysTold_df] DEFAULT 0;

ALTER TABLE [dbo].[Offers] ADD
    [ChangeDecisionUrl] NVARCHAR(1000) NULL,
    [ChangeWhenSilent] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_ChangeWhenSilent_df] DEFAULT 'accept',
    [PlanUpgrades] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_PlanUpgrades_df] DEFAULT 'accept',
    [PlanDowngrades] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_PlanDowngrades_df] DEFAULT 'accept',
    [SeatIncreases] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_SeatIncreases_df] DEFAULT 'accept',
    [SeatDecreases] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_SeatDecreases_df] DEFAULT 'accept',
    [WebhookKeyHash] NVARCHAR(64) NULL,
    [WebhookKeySince] DATETIME2 NULL;

ALTER TABLE [dbo].[Plans] ADD
    [Level] INT NULL,
    [ChangesTo] NVARCHAR(MAX) NULL,
    [MinSeats] INT NULL,
    [MaxSeats] INT NULL;

CREATE TABLE [dbo].[InboxEvents] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [Id] UNIQUEIDENTIFIER NOT NULL,
    [PublisherId] INT NOT NULL,
    [OfferId] INT NOT NULL,
    [SubscriptionId] NVARCHAR(64) NOT NULL,
    [OperationId] NVARCHAR(64) NOT NULL,
    [Action] NVARCHAR(60) NOT NULL,
    [RequestSource] NVARCHAR(20) NULL,
    [HappenedAt] DATETIME2 NULL,
    [ReceivedAt] DATETIME2 NOT NULL,
    [Receipts] INT NOT NULL CONSTRAINT [InboxEvents_Receipts_df] DEFAULT 1,
    [LastReceivedAt] DATETIME2 NOT NULL,
    [Body] NVARCHAR(MAX) NOT NULL,
    [Headers] NVARCHAR(MAX) NOT NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    [DecidingUntil] DATETIME2 NULL,
    [Decision] NVARCHAR(20) NULL,
    [DecisionReason] NVARCHAR(500) NULL,
    [DecisionFacts] NVARCHAR(MAX) NULL,
    [AnswerStatus] INT NULL,
    [AnsweredAt] DATETIME2 NULL,
    [State] NVARCHAR(20) NOT NULL,
    [Outcome] NVARCHAR(30) NULL,
    [ProcessedAt] DATETIME2 NULL,
    [LastError] NVARCHAR(2000) NULL,
    CONSTRAINT [PK_InboxEvents] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [UX_InboxEvents_Id] UNIQUE NONCLUSTERED ([Id]),
    CONSTRAINT [UX_InboxEvents_Event] UNIQUE NONCLUSTERED ([PublisherId], [SubscriptionId], [OperationId], [Action]),
    CONSTRAINT [FK_InboxEvents_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_InboxEvents_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_InboxEvents_Publisher] ON [dbo].[InboxEvents] ([PublisherId], [Number]);

CREATE NONCLUSTERED INDEX [IX_InboxEvents_Publisher_State] ON [dbo].[InboxEvents] ([PublisherId], [State], [Number]);

CREATE TABLE [dbo].[InboxSteps] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [EventNumber] INT NOT NULL,
    [At] DATETIME2 NOT NULL,
    [Step] NVARCHAR(30) NOT NULL,
    [Detail] NVARCHAR(2000) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    CONSTRAINT [PK_InboxSteps] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [FK_InboxSteps_InboxEvents] FOREIGN KEY ([EventNumber]) REFERENCES [dbo].[InboxEvents] ([Number]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_InboxSteps_Event] ON [dbo].[InboxSteps] ([EventNumber], [Number]);

CREATE TABLE [dbo].[RejectedCalls] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [OfferId] INT NOT NULL,
    [Reason] NVARCHAR(40) NOT NULL,
    [Hour] DATETIME2 NOT NULL,
    [Count] INT NOT NULL,
    [LastAt] DATETIME2 NOT NULL,
    CONSTRAINT [PK_RejectedCalls] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_RejectedCalls_Hour] UNIQUE NONCLUSTERED ([OfferId], [Reason], [Hour]),
    CONSTRAINT [FK_RejectedCalls_Offers] FOREIGN KEY ([OfferId]) REFERENCES [dbo].[Offers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Operations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [OperationId] NVARCHAR(64) NOT NULL,
    [Action] NVARCHAR(60) NOT NULL,
    [RequestSource] NVARCHAR(20) NULL,
    [Status] NVARCHAR(30) NOT NULL,
    [PlanFrom] NVARCHAR(100) NULL,
    [PlanTo] NVARCHAR(100) NULL,
    [QuantityFrom] INT NULL,
    [QuantityTo] INT NULL,
    [Decision] NVARCHAR(20) NULL,
    [DecisionReason] NVARCHAR(500) NULL,
    [StartedAt] DATETIME2 NOT NULL,
    [FinishedAt] DATETIME2 NULL,
    [RecordedAt] DATETIME2 NULL,
    [ActionNumber] INT NULL,
    [ShownAt] DATETIME2 NULL,
    [RequestedKind] NVARCHAR(20) NULL,
    [RequestedTenantId] UNIQUEIDENTIFIER NULL,
    [RequestedObjectId] UNIQUEIDENTIFIER NULL,
    [RequestedName] NVARCHAR(400) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    CONSTRAINT [PK_Operations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Operations_Operation] UNIQUE NONCLUSTERED ([SubscriptionInfoId], [OperationId], [Action]),
    CONSTRAINT [FK_Operations_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Operations_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Operations_Subscription] ON [dbo].[Operations] ([SubscriptionInfoId], [Id]);

CREATE TABLE [dbo].[Drifts] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionId] NVARCHAR(64) NOT NULL,
    [Key] NVARCHAR(200) NOT NULL,
    [Kind] NVARCHAR(20) NOT NULL,
    [Field] NVARCHAR(40) NOT NULL CONSTRAINT [Drifts_Field_df] DEFAULT '',
    [Ours] NVARCHAR(400) NULL,
    [Theirs] NVARCHAR(400) NULL,
    [AgreedAt] DATETIME2 NULL,
    [FoundAt] DATETIME2 NOT NULL,
    [SeenAt] DATETIME2 NOT NULL,
    [ClosedAt] DATETIME2 NULL,
    [Resolution] NVARCHAR(20) NULL,
    [Problem] NVARCHAR(1000) NULL,
    CONSTRAINT [PK_Drifts] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Drifts_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [FK_Drifts_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Drifts_Publisher] ON [dbo].[Drifts] ([PublisherId], [ClosedAt], [Id]);

CREATE NONCLUSTERED INDEX [IX_Drifts_Subscription] ON [dbo].[Drifts] ([PublisherId], [SubscriptionId]);

CREATE TABLE [dbo].[Reconciliations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [TechnicalConfigurationId] INT NOT NULL,
    [StartedAt] DATETIME2 NOT NULL,
    [ProgressAt] DATETIME2 NOT NULL,
    [FinishedAt] DATETIME2 NULL,
    [Listed] INT NOT NULL CONSTRAINT [Reconciliations_Listed_df] DEFAULT 0,
    [Added] INT NOT NULL CONSTRAINT [Reconciliations_Added_df] DEFAULT 0,
    [Differing] INT NOT NULL CONSTRAINT [Reconciliations_Differing_df] DEFAULT 0,
    [Repaired] INT NOT NULL CONSTRAINT [Reconciliations_Repaired_df] DEFAULT 0,
    [Problem] NVARCHAR(1000) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    CONSTRAINT [PK_Reconciliations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [FK_Reconciliations_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_Reconciliations_TechnicalConfigurations] FOREIGN KEY ([TechnicalConfigurationId]) REFERENCES [dbo].[TechnicalConfigurations] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Reconciliations_Publisher] ON [dbo].[Reconciliations] ([PublisherId], [Id]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
