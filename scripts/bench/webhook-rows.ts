import { createDatabase, type Database } from "@/lib/db/client";
import type { Sent } from "./webhook-targets";

/** What the inbox has of one call. */
export interface InboxRow {
  readonly operationId: string;
  readonly answerStatus: number | null;
  readonly receipts: number;
  /** Whether the job is there that looks after it. */
  readonly hasJob: boolean;
}

/** Holds what was answered against what the database has. @returns what does not agree, in words */
export async function faultsOfWebhooks(databaseUrl: string, sent: readonly Sent[]): Promise<string[]> {
  const database = createDatabase(databaseUrl);
  try {
    const faults: string[] = [];
    const everything = new Set(sent.flatMap(({ calls }) => [...calls.keys()]));
    const rows = await inboxRows(database);
    for (const kind of sent) faults.push(...faultsOf(kind, rows));
    const strange = rows.filter(({ operationId }) => !everything.has(operationId)).length;
    if (strange > 0) faults.push(`Webhooks: ${strange} rows are of calls that nobody made.`);
    return [...faults, ...(await faultsOfCounters(database, sent))];
  } finally {
    await database.$disconnect();
  }
}

async function inboxRows(database: Database): Promise<InboxRow[]> {
  const jobs = new Set((await database.job.findMany({ where: { key: { startsWith: "inbox " } }, select: { key: true } })).map(({ key }) => key));
  const rows = await database.inboxEvent.findMany({ where: { action: { not: "Yardstick" } }, select: { id: true, operationId: true, answerStatus: true, receipts: true } });
  return rows.map(({ id, ...row }) => ({ ...row, hasJob: jobs.has(`inbox ${id}`) }));
}

/** Each call that was answered stands there once, with its answer and its job; of one that was forged there is nothing. */
export function faultsOf({ name, isForged, calls }: Sent, rows: readonly InboxRow[]): string[] {
  const found = new Map<string, InboxRow[]>();
  for (const row of rows) found.set(row.operationId, [...(found.get(row.operationId) ?? []), row]);
  const all = [...calls].map(([id, { made, answered }]) => ({ made, answered, rows: found.get(id) ?? [] }));
  const answered = all.filter((call) => call.answered > 0);
  const counted: [number, string][] = isForged
    ? [[all.filter((call) => call.rows.length > 0).length, "forged calls were kept"]]
    : [
        [answered.filter((call) => call.rows.length === 0).length, "calls that were answered are not in the inbox"],
        [all.filter((call) => call.rows.length > 1).length, "calls are in the inbox more than once"],
        [answered.filter((call) => call.rows.some(({ answerStatus }) => answerStatus !== 200)).length, "calls are kept with another answer than they were given"],
        [all.filter((call) => call.rows.some(({ hasJob }) => !hasJob)).length, "calls have no job"],
        [all.filter((call) => call.rows.some(({ receipts }) => receipts < call.answered || receipts > call.made)).length, "calls are counted otherwise than they were made"],
      ];
  return counted.filter(([count]) => count > 0).map(([count, what]) => `Webhooks (${name}): ${count} ${what}.`);
}

/** The counters of what was turned away: each call that was answered, and at most those that were made. */
async function faultsOfCounters(database: Database, sent: readonly Sent[]): Promise<string[]> {
  const { _sum } = await database.rejectedCall.aggregate({ _sum: { count: true } });
  const counted = _sum.count ?? 0;
  const calls = sent.filter(({ isForged }) => isForged).flatMap((kind) => [...kind.calls.values()]);
  const [made, answered] = [calls.reduce((sum, call) => sum + call.made, 0), calls.reduce((sum, call) => sum + call.answered, 0)];
  return counted < answered || counted > made ? [`Webhooks: ${counted} calls are counted as turned away, but ${answered} were, of ${made}.`] : [];
}
