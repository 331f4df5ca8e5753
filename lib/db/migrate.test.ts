import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database } from "./client";
import { parseDatabaseUrl } from "./database-url";
import { migrate, migrationStatus } from "./migrate";
import { MigrationConnection, type MigrationTransaction } from "./migration-connection";
import { SchemaEngineOnSqlite } from "./testing/schema-engine";

/** Every migration but the first, which only an inherited database brings along. */
const OURS = ["0002_portal", "0003_operations", "0004_webhook", "0005_licenses", "0006_deliveries"];
const ALL = ["0001_inherited_tables", ...OURS];

let folder: string;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "portal-migrate-"));
  url = `file:${join(folder, "deep", "portal.db")}`;
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs SQL on the database under test, past Prisma. */
async function raw<T>(work: (tx: MigrationTransaction) => Promise<T>): Promise<T> {
  const connection = await MigrationConnection.open(parseDatabaseUrl(url));
  try {
    return await connection.exclusively(work);
  } finally {
    await connection.close();
  }
}

async function reading<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const database = createDatabase(url);
  try {
    return await work(database);
  } finally {
    await database.$disconnect();
  }
}

/** A copy of the migrations that a test may spoil. */
async function copyOfMigrations(): Promise<string> {
  const copy = join(folder, "migrations");
  await cp("prisma/migrations", copy, { recursive: true });
  return copy;
}

const recordTimes = (tx: MigrationTransaction) => tx.rows(`SELECT migration_name, started_at, finished_at, applied_steps_count, logs FROM _prisma_migrations ORDER BY started_at`);

test("an empty place gets everything, and the second time nothing is left to do", async () => {
  expect(await migrationStatus(url)).toEqual({ applied: [], pending: ALL });
  expect(await migrate(url)).toEqual({ applied: ALL, markedApplied: [], already: [] });
  expect(await migrationStatus(url)).toEqual({ applied: ALL, pending: [] });
  const records = await raw(recordTimes);
  expect(await migrate(url)).toEqual({ applied: [], markedApplied: [], already: ALL });
  expect(await raw(recordTimes)).toEqual(records);
});

test("to look at the status creates no file", async () => {
  await migrationStatus(url);
  await expect(readFile(url.slice("file:".length))).rejects.toMatchObject({ code: "ENOENT" });
});

test("Prisma's own engine finds nothing to do after us, and we nothing after it", async () => {
  await migrate(url);
  const engine = await SchemaEngineOnSqlite.open(url.slice("file:".length));
  expect(await engine.diagnose(ALL)).toEqual({ editedMigrationNames: [], failedMigrationNames: [], hasMigrationsTable: true, history: null });
  expect(await engine.deploy(ALL)).toEqual([]);

  url = `file:${join(folder, "deployed-by-prisma.db")}`;
  const other = await SchemaEngineOnSqlite.open(url.slice("file:".length));
  expect(await other.deploy(ALL)).toEqual(ALL);
  expect(await migrate(url)).toEqual({ applied: [], markedApplied: [], already: ALL });
});

test("a publisher's tables are kept with their rows, brought into shape, and marked", async () => {
  await raw(async (tx) => {
    await tx.script(await readFile("prisma/migrations/sqlite/0001_inherited_tables/migration.sql", "utf8"));
    await tx.script(`
      INSERT INTO "Subscriptions" VALUES
        ('AAAAAAAA-0000-0000-0000-000000000001', 'BBBBBBBB-0000-0000-0000-000000000001', 'gold', 'CCCCCCCC-0000-0000-0000-000000000001', 5, '2024-02-29 13:30:00', '2024-03-28 00:00:00.1234567', 'Subscribed', 'P1M', 2),
        ('AAAAAAAA-0000-0000-0000-000000000002', 'BBBBBBBB-0000-0000-0000-000000000002', 'flat', 'CCCCCCCC-0000-0000-0000-000000000001', 1, '0001-01-01 00:00:00', '0001-01-01 00:00:00', NULL, NULL, 0);
      INSERT INTO "SubscriptionUsers" VALUES
        ('DDDDDDDD-0000-0000-0000-000000000001', 'EEEEEEEE-0000-0000-0000-000000000001', 'ada@contoso.com', 'AAAAAAAA-0000-0000-0000-000000000001', 'Assigned');
      INSERT INTO "SubscriptionActions" VALUES
        ('FFFFFFFF-0000-0000-0000-000000000001', 'Assign', 'EEEEEEEE-0000-0000-0000-000000000001', '2024-03-02 08:00:00', 'AAAAAAAA-0000-0000-0000-000000000001', 'DDDDDDDD-0000-0000-0000-000000000001'),
        ('FFFFFFFF-0000-0000-0000-000000000002', 'Resolve', 'EEEEEEEE-0000-0000-0000-000000000001', '2024-03-01 08:00:00', 'AAAAAAAA-0000-0000-0000-000000000001', NULL);
    `);
  });

  expect(await migrate(url)).toEqual({ applied: OURS, markedApplied: ["0001_inherited_tables"], already: [] });
  expect(await raw(recordTimes)).toMatchObject([
    ["0001_inherited_tables", expect.any(String), expect.any(String), 0, null],
    ...OURS.map((name): unknown[] => [name, expect.any(String), expect.any(String), 1, null]),
  ]);

  await reading(async (database) => {
    const subscriptions = await database.subscription.findMany({ orderBy: { id: "asc" }, include: { users: true } });
    expect(subscriptions).toMatchObject([
      {
        id: "aaaaaaaa-0000-0000-0000-000000000001",
        subscriptionId: "bbbbbbbb-0000-0000-0000-000000000001",
        planId: "gold",
        tenantId: "cccccccc-0000-0000-0000-000000000001",
        quantity: 5,
        startDate: new Date("2024-02-29T13:30:00Z"),
        endDate: new Date("2024-03-28T00:00:00.123Z"),
        status: "Subscribed",
        billingCycle: "P1M",
        acquiredLicenses: 2,
        createdAt: new Date("2024-02-29T13:30:00Z"),
        users: [{ id: "dddddddd-0000-0000-0000-000000000001", userUpn: "ada@contoso.com" }],
      },
      { id: "aaaaaaaa-0000-0000-0000-000000000002", startDate: null, endDate: null, status: "", billingCycle: "" },
    ]);
    expect(await database.subscriptionAction.findMany({ orderBy: { number: "asc" } })).toMatchObject([
      { number: 1, type: "Resolve", date: new Date("2024-03-01T08:00:00Z"), subscriptionUserId: null, actorKind: "user" },
      { number: 2, type: "Assign", subscriptionUserId: "dddddddd-0000-0000-0000-000000000001" },
    ]);
  });
  expect(await migrate(url)).toEqual({ applied: [], markedApplied: [], already: ALL });
  expect(await (await SchemaEngineOnSqlite.open(url.slice("file:".length))).diagnose(ALL)).toMatchObject({ history: null });
});

test("actions that were there before become those of their subscription's publisher, so that they are sealed", async () => {
  const migrations = await copyOfMigrations();
  await rm(join(migrations, "sqlite", "0006_deliveries"), { recursive: true });
  await migrate(url, migrations);
  const [mine, nobodys] = [randomUUID(), randomUUID()];
  await raw(async (tx) => {
    await tx.script(`
      INSERT INTO "Publishers" ("Id", "Key", "Name") VALUES (7, 'northwind', 'Northwind'), (8, 'fabrikam', 'Fabrikam');
      INSERT INTO "Subscriptions" ("Id", "SubscriptionId", "PublisherId", "PlanId", "Quantity", "Status", "BillingCycle") VALUES
        ('${mine}', '${randomUUID()}', 7, 'gold', 5, 'Subscribed', 'P1M'), ('${nobodys}', '${randomUUID()}', NULL, 'gold', 5, 'Subscribed', 'P1M');
      INSERT INTO "SubscriptionActions" ("Id", "Type", "InitiatorUserId", "Date", "SubscriptionInfoId", "PublisherId") VALUES
        ('${randomUUID()}', 'Assign', '${randomUUID()}', '2024-03-02T08:00:00.000+00:00', '${mine}', NULL),
        ('${randomUUID()}', 'Resolve', '${randomUUID()}', '2024-03-02T08:00:00.000+00:00', '${nobodys}', NULL),
        ('${randomUUID()}', 'Renew', '${randomUUID()}', '2024-03-02T08:00:00.000+00:00', NULL, 8);
    `);
  });
  expect((await migrate(url)).applied).toEqual(["0006_deliveries"]);
  await reading(async (database) => {
    const actions = await database.subscriptionAction.findMany({ orderBy: { number: "asc" }, select: { type: true, publisherId: true } });
    expect(actions.map(({ type, publisherId }) => [type, publisherId])).toEqual([["Assign", 7], ["Resolve", null], ["Renew", 8]]);
  });
});

test("a part of the inherited tables is refused, and nothing is changed", async () => {
  await raw((tx) => tx.run(`CREATE TABLE "Subscriptions" ("Id" TEXT PRIMARY KEY)`));
  await expect(migrate(url)).rejects.toMatchObject({
    code: "conflict",
    explanation: { why: "It has Subscriptions, but not SubscriptionUsers and SubscriptionActions." },
  });
  expect(await raw((tx) => tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))).toEqual([["Subscriptions"]]);
});

test("what a migration did before it failed is undone, and it can run again when it is mended", async () => {
  const migrations = await copyOfMigrations();
  const path = join(migrations, "sqlite", "0002_portal", "migration.sql");
  const good = await readFile(path, "utf8");
  await writeFile(path, `${good}\nINSERT INTO "Nowhere" VALUES (1);\n`);
  await expect(migrate(url, migrations)).rejects.toThrow(/^The migration 0002_portal failed\. The database is as it was before, .* no such table: .*Nowhere/);
  expect(await migrationStatus(url)).toEqual({ applied: ["0001_inherited_tables"], pending: OURS });
  await writeFile(path, good);
  expect(await migrate(url, migrations)).toEqual({ applied: OURS, markedApplied: [], already: ["0001_inherited_tables"] });
});

test("a migration that was changed after it was applied is refused; other line ends are not a change", async () => {
  const migrations = await copyOfMigrations();
  const path = join(migrations, "sqlite", "0002_portal", "migration.sql");
  await migrate(url);
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replaceAll("\n", "\r\n"));
  expect(await migrate(url, migrations)).toMatchObject({ already: ALL });
  await writeFile(path, `${text}-- one more thought\n`);
  await expect(migrate(url, migrations)).rejects.toThrow("The migration 0002_portal was changed after it was applied.");
  await expect(migrationStatus(url, migrations)).rejects.toThrow("was changed");
});

test("a migration that only the database knows is refused", async () => {
  await migrate(url);
  await raw((tx) => tx.run(`INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('${randomUUID()}', 'x', '2026-01-01', '0003_later', 1)`));
  await expect(migrate(url)).rejects.toThrow("does not know: 0003_later");
});

test("a migration that broke off is refused until it is resolved", async () => {
  await migrate(url);
  await raw((tx) => tx.run(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0002_portal'`));
  await expect(migrate(url)).rejects.toThrow("The migration 0002_portal broke off half-way.");
  await raw((tx) => tx.run(`UPDATE _prisma_migrations SET rolled_back_at = '2026-01-01' WHERE migration_name = '0002_portal'`));
  expect(await migrationStatus(url)).toEqual({ applied: ALL.filter((name) => name !== "0002_portal"), pending: ["0002_portal"] });
});

test("two at once do not apply the same migration twice", async () => {
  const run = async (): Promise<{ applied: string[] }> => {
    const code = `import { migrate } from "./lib/db/migrate"; void migrate(process.argv[1] ?? "").then((report) => console.log(JSON.stringify(report)));`;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code, url], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "close");
    return JSON.parse(output) as { applied: string[] };
  };
  const reports = await Promise.all([run(), run()]);
  expect(reports.flatMap((report) => report.applied).sort()).toEqual(ALL);
  expect(await raw((tx) => tx.rows("SELECT migration_name FROM _prisma_migrations ORDER BY migration_name"))).toEqual(ALL.map((name) => [name]));
});

test("a database that cannot be opened is a matter of DATABASE_URL", async () => {
  await expect(migrate("file:/dev/null/portal.db")).rejects.toMatchObject({ code: "misconfigured", variable: "DATABASE_URL" });
  await expect(migrate("sqlserver://")).rejects.toMatchObject({ code: "misconfigured", variable: "DATABASE_URL" });
  await expect(migrate("sqlserver://127.0.0.1:1;database=portal;user=sa;password=x;loginTimeout=500")).rejects.toMatchObject({ variable: "DATABASE_URL" });
});
