-- Work in the background, alerts, the staff's audit, invitations and API keys.
-- One batch, as `prisma migrate deploy` sends it too.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

ALTER TABLE [dbo].[Subscriptions] ADD [EndedAt] DATETIME2 NULL;

ALTER TABLE [dbo].[Publishers] ADD [Version] INT NOT NULL CONSTRAINT [Publishers_Version_df] DEFAULT 0;

ALTER TABLE [dbo].[Offers] ADD
    [SigningSecret] NVARCHAR(MAX) NULL,
    [PreviousSigningSecret] NVARCHAR(MAX) NULL,
    [PreviousSigningSecretUntil] DATETIME2 NULL,
    [SigningSecretSince] DATETIME2 NULL;

CREATE NONCLUSTERED INDEX [IX_Subscriptions_Publisher_Name] ON [dbo].[Subscriptions] ([PublisherId], [Name], [Id]);

CREATE NONCLUSTERED INDEX [IX_Subscriptions_Publisher_EndDate] ON [dbo].[Subscriptions] ([PublisherId], [EndDate], [Id]);

CREATE NONCLUSTERED INDEX [IX_Subscriptions_Publisher_Status] ON [dbo].[Subscriptions] ([PublisherId], [Status]);

CREATE NONCLUSTERED INDEX [IX_Subscriptions_Publisher_EndedAt] ON [dbo].[Subscriptions] ([PublisherId], [EndedAt]);

CREATE TABLE [dbo].[Jobs] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [Kind] NVARCHAR(80) NOT NULL,
    [Key] NVARCHAR(200) NOT NULL,
    [PublisherId] INT NULL,
    [Input] NVARCHAR(MAX) NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [NextAt] DATETIME2 NULL,
    [Lease] NVARCHAR(40) NULL,
    [Failures] INT NOT NULL CONSTRAINT [Jobs_Failures_df] DEFAULT 0,
    [Attempts] INT NOT NULL CONSTRAINT [Jobs_Attempts_df] DEFAULT 0,
    [LastError] NVARCHAR(2000) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [FinishedAt] DATETIME2 NULL,
    CONSTRAINT [PK_Jobs] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Jobs_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [FK_Jobs_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Jobs_NextAt] ON [dbo].[Jobs] ([NextAt], [Id]);

CREATE NONCLUSTERED INDEX [IX_Jobs_Publisher_State] ON [dbo].[Jobs] ([PublisherId], [State], [Id]);

CREATE NONCLUSTERED INDEX [IX_Jobs_State_FinishedAt] ON [dbo].[Jobs] ([State], [FinishedAt]);

CREATE TABLE [dbo].[JobAttempts] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [JobId] INT NOT NULL,
    [Number] INT NOT NULL,
    [Worker] NVARCHAR(200) NOT NULL,
    [StartedAt] DATETIME2 NOT NULL,
    [FinishedAt] DATETIME2 NULL,
    [Outcome] NVARCHAR(20) NULL,
    [Error] NVARCHAR(2000) NULL,
    CONSTRAINT [PK_JobAttempts] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_JobAttempts_Job_Number] UNIQUE NONCLUSTERED ([JobId], [Number]),
    CONSTRAINT [FK_JobAttempts_Jobs] FOREIGN KEY ([JobId]) REFERENCES [dbo].[Jobs] ([Id]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE TABLE [dbo].[Workers] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [Name] NVARCHAR(200) NOT NULL,
    [StartedAt] DATETIME2 NOT NULL,
    [BeatAt] DATETIME2 NOT NULL,
    CONSTRAINT [PK_Workers] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Workers_Name] UNIQUE NONCLUSTERED ([Name])
);

CREATE NONCLUSTERED INDEX [IX_Workers_BeatAt] ON [dbo].[Workers] ([BeatAt]);

CREATE TABLE [dbo].[Alerts] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [Kind] NVARCHAR(60) NOT NULL,
    [Key] NVARCHAR(300) NOT NULL,
    [Message] NVARCHAR(1000) NOT NULL,
    [SubscriptionId] UNIQUEIDENTIFIER NULL,
    [JobId] INT NULL,
    [Occurrences] INT NOT NULL CONSTRAINT [Alerts_Occurrences_df] DEFAULT 1,
    [RaisedAt] DATETIME2 NOT NULL,
    [LastAt] DATETIME2 NOT NULL,
    [ClosedAt] DATETIME2 NULL,
    [ClosedBy] NVARCHAR(400) NULL,
    [CorrelationId] NVARCHAR(100) NULL,
    CONSTRAINT [PK_Alerts] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Alerts_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [FK_Alerts_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Alerts_Publisher] ON [dbo].[Alerts] ([PublisherId], [ClosedAt], [Id]);

CREATE TABLE [dbo].[AuditEntries] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [Type] NVARCHAR(60) NOT NULL,
    [Date] DATETIME2 NOT NULL,
    [ActorKind] NVARCHAR(20) NOT NULL,
    [ActorTenantId] UNIQUEIDENTIFIER NULL,
    [ActorObjectId] UNIQUEIDENTIFIER NULL,
    [ActorName] NVARCHAR(400) NULL,
    [Subject] NVARCHAR(400) NOT NULL,
    [Details] NVARCHAR(MAX) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    CONSTRAINT [PK_AuditEntries] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [FK_AuditEntries_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_AuditEntries_Publisher] ON [dbo].[AuditEntries] ([PublisherId], [Number]);

CREATE TABLE [dbo].[Invitations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [Hash] NVARCHAR(64) NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [Label] NVARCHAR(320) NOT NULL,
    [Role] NVARCHAR(20) NOT NULL,
    [InvitedBy] NVARCHAR(400) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [ExpiresAt] DATETIME2 NOT NULL,
    [AcceptedAt] DATETIME2 NULL,
    [RevokedAt] DATETIME2 NULL,
    CONSTRAINT [PK_Invitations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_Invitations_Hash] UNIQUE NONCLUSTERED ([Hash]),
    CONSTRAINT [FK_Invitations_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_Invitations_Publisher] ON [dbo].[Invitations] ([PublisherId], [CreatedAt]);

CREATE TABLE [dbo].[ApiKeys] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [Name] NVARCHAR(100) NOT NULL,
    [Hash] NVARCHAR(64) NOT NULL,
    [Hint] NVARCHAR(20) NOT NULL,
    [Scopes] NVARCHAR(200) NOT NULL,
    [CreatedBy] NVARCHAR(400) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [LastUsedAt] DATETIME2 NULL,
    [RevokedAt] DATETIME2 NULL,
    CONSTRAINT [PK_ApiKeys] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_ApiKeys_Hash] UNIQUE NONCLUSTERED ([Hash]),
    CONSTRAINT [FK_ApiKeys_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_ApiKeys_Publisher] ON [dbo].[ApiKeys] ([PublisherId], [CreatedAt]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
