import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigurationError, PortalError } from "../kernel/errors";
import type { DatabaseAddress } from "./database-url";
import { sqlServerAdapter } from "./sql-server-adapter";
import { SqliteAdapter } from "./sqlite-adapter";
import { splitStatements } from "./sql-statements";

type Adapter = Awaited<ReturnType<SqliteAdapter["connect"]>>;
type AdapterTransaction = Awaited<ReturnType<Adapter["startTransaction"]>>;

/** Looks at either database past its client. */
export interface MigrationReader {
  rows(sql: string): Promise<unknown[][]>;
}

/** The raw side of one transaction on either database, for the migrations alone. */
export interface MigrationTransaction extends MigrationReader {
  run(sql: string): Promise<void>;
  /** Runs a whole migration.sql. */
  script(sql: string): Promise<void>;
}

/** A connection that migrations run on, apart from the clients that serve requests. */
export class MigrationConnection {
  readonly #adapter: Adapter;
  readonly #provider: DatabaseAddress["provider"];

  private constructor(adapter: Adapter, provider: DatabaseAddress["provider"]) {
    this.#adapter = adapter;
    this.#provider = provider;
  }

  /** @throws ConfigurationError when the database cannot be reached. */
  static async open(address: DatabaseAddress): Promise<MigrationConnection> {
    try {
      const adapter = address.provider === "sqlite" ? new SqliteAdapter(address.path) : sqlServerAdapter(withPatience(address.url));
      return new MigrationConnection(await adapter.connect(), address.provider);
    } catch (error) {
      if (error instanceof PortalError) throw error;
      throw new ConfigurationError("DATABASE_URL", `the database cannot be opened (${messageOf(error)}).`, "Check host, port, database name and credentials, or the path of the file.");
    }
  }

  /** To look at it without a transaction, which would wait for others and make them wait. */
  get reader(): MigrationReader {
    return { rows: (sql) => rowsOf(this.#adapter, sql) };
  }

  /** Runs `work` while nobody else migrates this database; what it did is undone when it throws. */
  async exclusively<T>(work: (tx: MigrationTransaction) => Promise<T>): Promise<T> {
    const transaction = await this.#begin();
    try {
      const result = await work(this.#wrap(transaction));
      await transaction.commit();
      return result;
    } catch (error) {
      await transaction.rollback().catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#adapter.dispose();
  }

  async #begin(): Promise<AdapterTransaction> {
    const transaction = await this.#start();
    if (this.#provider === "sqlserver") {
      // The lock that `prisma migrate deploy` takes, too. SQLite needs none: its transactions exclude each other.
      const lock = `DECLARE @lock INT;
        EXEC @lock = sp_getapplock @Resource = 'prisma_migrate', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 60000;
        IF @lock < 0 THROW 51000, N'Another process has been migrating this database for a minute.', 1;`;
      try {
        await transaction.executeRaw({ sql: lock, args: [], argTypes: [] });
      } catch (error) {
        await transaction.rollback().catch(() => undefined);
        throw error;
      }
    }
    return transaction;
  }

  async #start(): Promise<AdapterTransaction> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#adapter.startTransaction();
      } catch (error) {
        if (attempt === 30) throw error;
        await sleep(100 + Math.random() * 400);
      }
    }
  }

  #wrap(transaction: AdapterTransaction): MigrationTransaction {
    const run = async (sql: string): Promise<void> => {
      await transaction.executeRaw({ sql, args: [], argTypes: [] });
    };
    return {
      run,
      rows: (sql) => rowsOf(transaction, sql),
      script: async (sql) => {
        // SQL Server gets it as one batch, as Prisma sends it; SQLite's driver takes one statement at a time.
        for (const statement of this.#provider === "sqlserver" ? [sql] : splitStatements(sql)) await run(statement);
      },
    };
  }
}

async function rowsOf(queryable: Pick<Adapter, "queryRaw">, sql: string): Promise<unknown[][]> {
  return (await queryable.queryRaw({ sql, args: [], argTypes: [] })).rows;
}

/** Whether there is anything to connect to yet: connecting creates a SQLite file. */
export function databaseExists(address: DatabaseAddress): boolean {
  return address.provider === "sqlserver" || existsSync(/* turbopackIgnore: true */ address.path);
}

/** What a driver has to say, on one line. */
export function messageOf(error: unknown): string {
  const cause = error instanceof Error && typeof error.cause === "object" ? error.cause : null;
  const original = cause !== null && "originalMessage" in cause && typeof cause.originalMessage === "string" ? cause.originalMessage : null;
  return (original ?? (error instanceof Error ? error.message : String(error))).replace(/\s+/g, " ").trim();
}

/** To alter a large table takes longer than the 15 s that the driver gives a request by itself. */
function withPatience(url: string): string {
  return /;\s*socketTimeout\s*=/i.test(url) ? url : `${url.replace(/;$/, "")};socketTimeout=${String(30 * 60_000)}`;
}
