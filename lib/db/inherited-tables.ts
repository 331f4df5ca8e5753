import { PortalError } from "../kernel/errors";
import type { Provider } from "./database-url";
import type { MigrationTransaction } from "./migration-connection";

/** The migration that a publisher's existing database has behind it. */
export const INHERITED_MIGRATION = "0001_inherited_tables";

const TABLES = ["Subscriptions", "SubscriptionUsers", "SubscriptionActions"];

/**
 * Whether the three tables stand that a publisher may have from before the portal.
 * @throws PortalError when only some of them do.
 */
export async function standingInheritedTables(tx: MigrationTransaction, provider: Provider): Promise<boolean> {
  const names = TABLES.map((name) => `'${name}'`).join(", ");
  const rows = await tx.rows(
    provider === "sqlserver"
      ? `SELECT name FROM sys.tables WHERE schema_id = SCHEMA_ID(N'dbo') AND name IN (${names})`
      : `SELECT name FROM sqlite_master WHERE type = 'table' AND name IN (${names})`,
  );
  const standing = rows.map(([name]) => String(name));
  if (standing.length === 0) return false;
  if (standing.length === TABLES.length) return true;
  throw new PortalError("conflict", {
    what: "This database holds only a part of the tables that the portal starts from.",
    why: `It has ${standing.join(" and ")}, but not ${TABLES.filter((name) => !standing.includes(name)).join(" and ")}.`,
    todo: "Point DATABASE_URL at the database that has all three, or at an empty one.",
  });
}
