-- Licenses: who has a seat, who is invited, who asks; changes that customers make here; files of people; looking up colleagues.
-- One batch, as `prisma migrate deploy` sends it too.

SET XACT_ABORT ON;

BEGIN TRY

BEGIN TRAN;

ALTER TABLE [dbo].[Offers] ADD
    [OverAssignment] NVARCHAR(10) NOT NULL CONSTRAINT [Offers_OverAssignment_df] DEFAULT 'refuse';

ALTER TABLE [dbo].[Plans] ADD
    [LicenseModel] NVARCHAR(20) NULL;

ALTER TABLE [dbo].[SubscriptionManagers] ADD
    [AppointedBy] NVARCHAR(400) NULL,
    [RemovedAt] DATETIME2 NULL;

ALTER TABLE [dbo].[SubscriptionUsers] ADD
    [PublisherId] INT NULL,
    [TenantId] UNIQUEIDENTIFIER NULL,
    [Name] NVARCHAR(400) NULL,
    [AssignedAt] DATETIME2 NULL,
    [AssignedBy] NVARCHAR(400) NULL,
    [UnassignedAt] DATETIME2 NULL,
    [LastCheckedAt] DATETIME2 NULL;

-- Licenses that were there before belong to the tenant of their subscription; since when nobody says: its start comes nearest.

EXEC (N'UPDATE [dbo].[SubscriptionUsers] SET [PublisherId] = (SELECT [PublisherId] FROM [dbo].[Subscriptions] WHERE [Subscriptions].[Id] = [SubscriptionUsers].[SubscriptionInfoId]), [TenantId] = (SELECT [TenantId] FROM [dbo].[Subscriptions] WHERE [Subscriptions].[Id] = [SubscriptionUsers].[SubscriptionInfoId]), [AssignedAt] = (SELECT [CreatedAt] FROM [dbo].[Subscriptions] WHERE [Subscriptions].[Id] = [SubscriptionUsers].[SubscriptionInfoId])');

ALTER TABLE [dbo].[SubscriptionUsers] ADD CONSTRAINT [FK_SubscriptionUsers_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION;

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_Subscription_AssignedAt] ON [dbo].[SubscriptionUsers] ([SubscriptionInfoId], [Status], [AssignedAt] DESC, [Id] DESC);

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_Publisher_AssignedAt] ON [dbo].[SubscriptionUsers] ([PublisherId], [Status], [AssignedAt] DESC, [Id] DESC);

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_Publisher_LastCheckedAt] ON [dbo].[SubscriptionUsers] ([PublisherId], [Status], [LastCheckedAt], [Id]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_Publisher_UserUpn] ON [dbo].[SubscriptionUsers] ([PublisherId], [Status], [UserUpn], [Id]);

CREATE NONCLUSTERED INDEX [IX_SubscriptionUsers_Person] ON [dbo].[SubscriptionUsers] ([TenantId], [UserId], [Status]);

CREATE TABLE [dbo].[LicenseImports] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [FileName] NVARCHAR(200) NOT NULL,
    [RequestedTenantId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedObjectId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedName] NVARCHAR(400) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [StartedAt] DATETIME2 NULL,
    [FinishedAt] DATETIME2 NULL,
    [Lines] INT NOT NULL,
    [Ready] INT NOT NULL,
    [Processed] INT NOT NULL CONSTRAINT [LicenseImports_Processed_df] DEFAULT 0,
    CONSTRAINT [PK_LicenseImports] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [FK_LicenseImports_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_LicenseImports_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_LicenseImports_Subscription] ON [dbo].[LicenseImports] ([SubscriptionInfoId], [Id]);

CREATE TABLE [dbo].[LicenseImportLines] (
    [Number] INT IDENTITY(1,1) NOT NULL,
    [ImportId] INT NOT NULL,
    [Line] INT NOT NULL,
    [Label] NVARCHAR(320) NOT NULL,
    [ObjectId] UNIQUEIDENTIFIER NULL,
    [Name] NVARCHAR(400) NULL,
    [State] NVARCHAR(20) NOT NULL,
    [Problem] NVARCHAR(60) NULL,
    CONSTRAINT [PK_LicenseImportLines] PRIMARY KEY CLUSTERED ([Number]),
    CONSTRAINT [UX_LicenseImportLines_Line] UNIQUE NONCLUSTERED ([ImportId], [Line]),
    CONSTRAINT [FK_LicenseImportLines_LicenseImports] FOREIGN KEY ([ImportId]) REFERENCES [dbo].[LicenseImports] ([Id]) ON DELETE CASCADE ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_LicenseImportLines_State] ON [dbo].[LicenseImportLines] ([ImportId], [State], [Number]);

CREATE TABLE [dbo].[LicenseInvitations] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [Key] NVARCHAR(400) NOT NULL,
    [Hash] NVARCHAR(64) NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [Label] NVARCHAR(320) NOT NULL,
    [InvitedBy] NVARCHAR(400) NOT NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [ExpiresAt] DATETIME2 NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [SettledAt] DATETIME2 NULL,
    [ImportId] INT NULL,
    CONSTRAINT [PK_LicenseInvitations] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_LicenseInvitations_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [UX_LicenseInvitations_Hash] UNIQUE NONCLUSTERED ([Hash]),
    CONSTRAINT [FK_LicenseInvitations_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_LicenseInvitations_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_LicenseInvitations_LicenseImports] FOREIGN KEY ([ImportId]) REFERENCES [dbo].[LicenseImports] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_LicenseInvitations_Subscription] ON [dbo].[LicenseInvitations] ([SubscriptionInfoId], [State], [Id]);

CREATE NONCLUSTERED INDEX [IX_LicenseInvitations_State_ExpiresAt] ON [dbo].[LicenseInvitations] ([State], [ExpiresAt]);

CREATE NONCLUSTERED INDEX [IX_LicenseInvitations_Import] ON [dbo].[LicenseInvitations] ([ImportId], [State], [Id]);

CREATE TABLE [dbo].[AccessRequests] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [Key] NVARCHAR(200) NOT NULL,
    [Kind] NVARCHAR(20) NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [ObjectId] UNIQUEIDENTIFIER NOT NULL,
    [Name] NVARCHAR(400) NOT NULL,
    [Email] NVARCHAR(320) NULL,
    [Note] NVARCHAR(500) NULL,
    [CreatedAt] DATETIME2 NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [DecidedAt] DATETIME2 NULL,
    [DecidedBy] NVARCHAR(400) NULL,
    CONSTRAINT [PK_AccessRequests] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_AccessRequests_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [FK_AccessRequests_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_AccessRequests_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_AccessRequests_Subscription] ON [dbo].[AccessRequests] ([SubscriptionInfoId], [State], [Id]);

CREATE NONCLUSTERED INDEX [IX_AccessRequests_Person] ON [dbo].[AccessRequests] ([TenantId], [ObjectId]);

CREATE TABLE [dbo].[ChangeRequests] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [PublisherId] INT NOT NULL,
    [SubscriptionInfoId] UNIQUEIDENTIFIER NOT NULL,
    [Key] NVARCHAR(100) NOT NULL,
    [Action] NVARCHAR(60) NOT NULL,
    [PlanFrom] NVARCHAR(100) NULL,
    [PlanTo] NVARCHAR(100) NULL,
    [QuantityFrom] INT NULL,
    [QuantityTo] INT NULL,
    [RequestedTenantId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedObjectId] UNIQUEIDENTIFIER NOT NULL,
    [RequestedName] NVARCHAR(400) NOT NULL,
    [RequestedAt] DATETIME2 NOT NULL,
    [State] NVARCHAR(20) NOT NULL,
    [OperationId] NVARCHAR(64) NULL,
    [CallingUntil] DATETIME2 NULL,
    [Attempts] INT NOT NULL CONSTRAINT [ChangeRequests_Attempts_df] DEFAULT 0,
    [AcceptedAt] DATETIME2 NULL,
    [LookedAt] DATETIME2 NULL,
    [Looks] INT NOT NULL CONSTRAINT [ChangeRequests_Looks_df] DEFAULT 0,
    [FinishedAt] DATETIME2 NULL,
    [Problem] NVARCHAR(60) NULL,
    [ProblemDetail] NVARCHAR(1000) NULL,
    [CorrelationId] NVARCHAR(100) NOT NULL,
    [Version] INT NOT NULL CONSTRAINT [ChangeRequests_Version_df] DEFAULT 0,
    CONSTRAINT [PK_ChangeRequests] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_ChangeRequests_Key] UNIQUE NONCLUSTERED ([Key]),
    CONSTRAINT [FK_ChangeRequests_Publishers] FOREIGN KEY ([PublisherId]) REFERENCES [dbo].[Publishers] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION,
    CONSTRAINT [FK_ChangeRequests_Subscriptions] FOREIGN KEY ([SubscriptionInfoId]) REFERENCES [dbo].[Subscriptions] ([Id]) ON DELETE NO ACTION ON UPDATE NO ACTION
);

CREATE NONCLUSTERED INDEX [IX_ChangeRequests_Subscription] ON [dbo].[ChangeRequests] ([SubscriptionInfoId], [Id]);

CREATE TABLE [dbo].[DirectoryGrants] (
    [Id] INT IDENTITY(1,1) NOT NULL,
    [TenantId] UNIQUEIDENTIFIER NOT NULL,
    [ObjectId] UNIQUEIDENTIFIER NOT NULL,
    [RefreshToken] NVARCHAR(MAX) NOT NULL,
    [AccessToken] NVARCHAR(MAX) NOT NULL,
    [AccessTokenExpiresAt] DATETIME2 NOT NULL,
    [UpdatedAt] DATETIME2 NOT NULL,
    CONSTRAINT [PK_DirectoryGrants] PRIMARY KEY CLUSTERED ([Id]),
    CONSTRAINT [UX_DirectoryGrants_Person] UNIQUE NONCLUSTERED ([TenantId], [ObjectId])
);

CREATE NONCLUSTERED INDEX [IX_DirectoryGrants_UpdatedAt] ON [dbo].[DirectoryGrants] ([UpdatedAt]);

COMMIT TRAN;

END TRY
BEGIN CATCH

IF @@TRANCOUNT > 0 ROLLBACK TRAN;

THROW;

END CATCH;
