import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrate } from "./migrate";
import { readMigrationFiles } from "./migration-files";
import { foldMigration } from "./testing/ddl-fold";
import { SchemaEngineOnSqlite } from "./testing/schema-engine";
import { readSchema } from "./testing/schema-shape";
import { describe, type Tables } from "./testing/table-shape";

test("both databases have the same migrations", async () => {
  const names = async (provider: "sqlite" | "sqlserver") => (await readMigrationFiles(provider)).map((file) => file.name);
  expect(await names("sqlite")).toEqual(await names("sqlserver"));
});

test("SQLite: the migrations end where the schema is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "portal-drift-"));
  try {
    const path = join(folder, "portal.db");
    await migrate(`file:${path}`);
    expect(await (await SchemaEngineOnSqlite.open(path)).diff()).toBe("-- This is an empty migration.");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("SQL Server: the migrations end where the schema is", async () => {
  const tables: Tables = new Map();
  for (const { sql } of await readMigrationFiles("sqlserver")) foldMigration(tables, sql);
  const schema = readSchema(await readFile("prisma/schema.prisma", "utf8"));
  expect(describe(tables)).toEqual(describe(schema));
  // Both sides come from parsers: an empty one would agree with anything.
  expect(describe(schema)).toEqual(
    expect.arrayContaining([
      "Subscriptions column PlanId: NVARCHAR(100) not null",
      "Subscriptions column TenantId: UNIQUEIDENTIFIER null",
      "SubscriptionActions column Number: INT not null identity",
      "SubscriptionActions primary key PK_SubscriptionActions: (Number) clustered",
      "SubscriptionUsers unique UX_SubscriptionUsers_Subscription_User: (SubscriptionInfoId, UserId)",
      "Subscriptions index IX_Subscriptions_Publisher_CreatedAt: (PublisherId, CreatedAt DESC, Id DESC)",
      "SubscriptionUsers foreign key FK_SubscriptionUsers_Subscriptions_SubscriptionInfoId: (SubscriptionInfoId) → Subscriptions (Id) on delete CASCADE, on update NO ACTION",
      "SubscriptionActions foreign key FK_SubscriptionActions_Subscriptions_SubscriptionInfoId: (SubscriptionInfoId) → Subscriptions (Id) on delete NO ACTION, on update NO ACTION",
    ]),
  );
});

test("SQL Server: what the fold does not know is an error, not a pass", () => {
  const wrapped = (statement: string) => `SET XACT_ABORT ON; BEGIN TRY BEGIN TRAN; ${statement}; COMMIT TRAN; END TRY BEGIN CATCH IF @@TRANCOUNT > 0 ROLLBACK TRAN; THROW; END CATCH;`;
  expect(() => foldMigration(new Map(), wrapped("EXEC sp_rename 'dbo.A', 'B'"))).toThrow("does not know this statement: EXEC sp_rename");
  expect(() => foldMigration(new Map(), wrapped("ALTER TABLE [dbo].[Nowhere] ADD [A] INT NULL"))).toThrow("There is no table Nowhere");
  // Text in double quotes is a name there, and an empty one is an error.
  expect(() => foldMigration(new Map(), wrapped('CREATE TABLE [dbo].[A] ([B] NVARCHAR(1) NOT NULL CONSTRAINT [A_B_df] DEFAULT "")'))).toThrow("does not know this column");
  expect(() => foldMigration(new Map(), "CREATE TABLE [dbo].[A] ([B] INT NULL);")).toThrow("A migration begins with");
});
