import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { PrismaLibSql } from "@prisma/adapter-libsql";

type Client = ReturnType<PrismaLibSql["createClient"]>;
type Transaction = Awaited<ReturnType<Client["transaction"]>>;
type Statement = Parameters<Transaction["execute"]>[0];
type Connection = Awaited<ReturnType<PrismaLibSql["connect"]>>;

/** How long one statement waits for another process; it blocks this one, so retries do the longer waiting. */
const BUSY_MILLISECONDS = 500;

/** What a connection has to be told each time; that there is a write-ahead log the file remembers. */
const SETTINGS = ["foreign_keys = ON", "synchronous = NORMAL"];

/**
 * Prisma's libsql adapter on one connection for its whole life. By itself it opens a connection for every
 * transaction and closes none: thousands of open files after a few minutes, each without our pragmas.
 * The adapter lets nothing else run while a transaction is open, so one connection is enough.
 */
export class SqliteAdapter extends PrismaLibSql {
  readonly #path: string;

  /** @param path absolute path of the database file; it and its folder are created on the first use. */
  constructor(path: string) {
    super({ url: pathToFileURL(path).href, timeout: BUSY_MILLISECONDS });
    this.#path = path;
  }

  override createClient(config: Parameters<PrismaLibSql["createClient"]>[0]): Client {
    return onOneConnection(super.createClient(config));
  }

  override async connect(): Promise<Connection> {
    await mkdir(dirname(this.#path), { recursive: true });
    await makePrivate(this.#path);
    const connection = await super.connect();
    for (const setting of SETTINGS) await pragma(connection, setting);
    await useWriteAheadLog(connection);
    const dispose = connection.dispose.bind(connection);
    connection.dispose = async () => {
      // The driver closes too softly for SQLite to do this itself: the file alone would be without its last writes.
      await pragma(connection, "wal_checkpoint(TRUNCATE)").catch(() => undefined);
      await dispose();
    };
    return connection;
  }
}

/**
 * A new file is nobody else's to read: it holds personal data. SQLite gives the files beside it the same rights. One
 * that is there is never opened: closing it would drop every lock that SQLite holds on it for this process, and the
 * next process to leave would remove the write-ahead log under our hands.
 */
async function makePrivate(path: string): Promise<void> {
  try {
    await (await open(path, "wx", 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

async function pragma(connection: Connection, sql: string): Promise<void> {
  await connection.queryRaw({ sql: `PRAGMA ${sql}`, args: [], argTypes: [] });
}

/** SQLite does not wait its turn for this one when two processes open a new file at once. */
async function useWriteAheadLog(connection: Connection): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pragma(connection, "journal_mode = WAL");
      return;
    } catch (error) {
      if (attempt === 10) throw error;
      await sleep(50 * attempt);
    }
  }
}

function onOneConnection(client: Client): Client {
  const execute = client.execute.bind(client);
  client.execute = async (statement: Statement) => {
    try {
      return await execute(statement);
    } catch (error) {
      // The driver leaves a statement that found the file busy half executed, and every later COMMIT fails over it.
      if (isBusy(error)) {
        client.reconnect();
        for (const setting of SETTINGS) await execute(`PRAGMA ${setting}`);
      }
      throw error;
    }
  };
  const begin = async (): Promise<Transaction> => {
    // Not deferred, as the adapter asks: one that reads first and writes later would fail at once, without waiting.
    await client.execute("BEGIN IMMEDIATE");
    return new TransactionOnConnection(client);
  };
  return Object.assign(client, { transaction: begin });
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("SQLITE_BUSY");
}

class TransactionOnConnection implements Transaction {
  readonly #client: Client;
  #closed = false;

  constructor(client: Client) {
    this.#client = client;
  }

  get closed(): boolean {
    return this.#closed;
  }

  async execute(statement: Statement): ReturnType<Transaction["execute"]> {
    this.#assertOpen();
    try {
      return await this.#client.execute(statement);
    } catch (error) {
      await this.#noticeRollback();
      throw error;
    }
  }

  async batch(statements: Parameters<Transaction["batch"]>[0]): ReturnType<Transaction["batch"]> {
    const results = [];
    for (const statement of statements) results.push(await this.execute(statement));
    return results;
  }

  executeMultiple(): Promise<void> {
    return Promise.reject(new Error("A script cannot run inside a transaction"));
  }

  async commit(): Promise<void> {
    this.#assertOpen();
    try {
      await this.#client.execute("COMMIT");
      this.#closed = true;
    } catch (error) {
      await this.rollback().catch(() => undefined);
      throw error;
    }
  }

  async rollback(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.execute("ROLLBACK");
  }

  close(): void {
    void this.rollback();
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error("The transaction is closed");
  }

  /** SQLite ends a transaction by itself on a few errors (disk full, …): what follows must not count as committed. */
  async #noticeRollback(): Promise<void> {
    try {
      await this.#client.execute("BEGIN");
    } catch {
      return;
    }
    await this.#client.execute("ROLLBACK");
    this.#closed = true;
  }
}
