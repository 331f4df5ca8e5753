import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../kernel/context";
import { letOthersTurn } from "../kernel/turn";
import { database, type Tx } from "./client";
import { prismaCode } from "./unique-violation";

/** What `transaction` adds to a context: everything written through `tx` is written together or not at all. */
export interface TransactionContext {
  readonly tx: Tx;
}

/** All of a context but the scope: a transaction writes what it is told, whoever may. */
type Caller = Omit<Context, "scope">;

/** On SQLite transactions queue up for each other; on SQL Server for a connection of the pool. */
const MAX_WAIT_MILLISECONDS = 15_000;
const TIMEOUT_MILLISECONDS = 15_000;

const ATTEMPTS = 12;
const LONGEST_PAUSE_MILLISECONDS = 1_000;

/**
 * Runs `work` in one transaction, or in the one that `ctx` carries already. Nothing but the database may be
 * awaited inside, and nothing else changed: after a deadlock or on a busy SQLite file the work runs again.
 * A unique violation aborts it: catch that outside (`isUniqueViolation`). After it, others have their turn: a loop over
 * transactions holds up nobody.
 */
export async function transaction<C extends Caller, T>(ctx: C, work: (ctx: C & TransactionContext) => Promise<T>): Promise<T> {
  if (carriesTransaction(ctx)) return work(ctx);
  try {
    return await untilDone(ctx, work);
  } finally {
    await letOthersTurn();
  }
}

async function untilDone<C extends Caller, T>(ctx: C, work: (ctx: C & TransactionContext) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database().$transaction((tx) => work({ ...ctx, tx }), { maxWait: MAX_WAIT_MILLISECONDS, timeout: TIMEOUT_MILLISECONDS });
    } catch (error) {
      if (attempt === ATTEMPTS || !mayPass(error)) throw error;
      await sleep(pauseAfter(attempt));
    }
  }
}

function carriesTransaction<C extends Caller>(ctx: C): ctx is C & TransactionContext {
  return "tx" in ctx;
}

/** P2034: chosen as the victim of a deadlock. P1008: another process is writing to the SQLite file. Nothing was written. */
function mayPass(error: unknown): boolean {
  const code = prismaCode(error);
  return code === "P2034" || code === "P1008" || (code?.startsWith("SQLITE_BUSY") ?? false);
}

function pauseAfter(attempt: number): number {
  const longest = Math.min(LONGEST_PAUSE_MILLISECONDS, 20 * 2 ** attempt);
  return longest * (0.5 + Math.random() / 2);
}
