import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { systemScope } from "../../auth/scope";
import { testDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import { currentTime } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { enqueue } from "../enqueue";
import { COUNTED } from "./crash-world";

export interface CrashReport {
  readonly jobs: number;
  readonly kills: number;
  readonly done: number;
  readonly lostEffects: number;
  readonly doubledEffects: number;
  /** Jobs whose call to the outside was never made, or left no attempt behind. */
  readonly withoutCall: number;
  readonly withoutTrace: number;
  /** How many attempts the kills cut off. */
  readonly cutOff: number;
}

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * `jobs` jobs, and a worker that is killed without warning `kills` times while it does them, at moments that `seed`
 * chooses; then one that may finish.
 */
export async function crashRun({ jobs, kills, seed }: { jobs: number; kills: number; seed: number }): Promise<CrashReport> {
  const mine = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "portal-crash-"));
  const calls = join(folder, "calls");
  const random = randomFrom(seed);
  try {
    const publisherId = await fill(mine.database, jobs);
    for (let kill = 0; kill < kills; kill += 1) {
      const { child, working } = startProgram(mine.url, calls);
      await working;
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * 900));
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    const { child } = startProgram(mine.url, calls);
    await once(child, "exit");
    if (child.exitCode !== 0) throw new Error(`The last worker ended with ${String(child.exitCode)}.`);
    return await count(mine.database, { jobs, kills, publisherId, called: (await readFile(calls, "utf8")).split("\n") });
  } finally {
    await mine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Database = Awaited<ReturnType<typeof testDatabase>>["database"];

async function fill(database: Database, jobs: number): Promise<number> {
  const { id: publisherId } = await database.publisher.create({ data: { key: "crash", name: "Crash" } });
  const ctx = { actor: { kind: "command-line", name: "crash test" } as const, scope: systemScope(), correlationId: newId(), now: currentTime() };
  await transaction(ctx, async (writing) => {
    for (let number = 0; number < jobs; number += 1) await enqueue(writing, COUNTED, { publisherId, number }, { publisherId });
  });
  return publisherId;
}

function startProgram(url: string, calls: string) {
  const program = fileURLToPath(new URL("./crash-worker.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", program, calls], { cwd: ROOT, env: { ...process.env, DATABASE_URL: url, LOG_LEVEL: "silent" }, stdio: ["ignore", "pipe", "inherit"] });
  return { child, working: once(child.stdout, "data") };
}

async function count(database: Database, { jobs, kills, publisherId, called }: { jobs: number; kills: number; publisherId: number; called: readonly string[] }): Promise<CrashReport> {
  const effects = new Map<string, number>();
  for (const { subject } of await database.auditEntry.findMany({ where: { publisherId }, select: { subject: true } })) effects.set(subject, (effects.get(subject) ?? 0) + 1);
  const calls = new Set(called);
  const numbers = Array.from({ length: jobs }, (_, number) => String(number));
  return {
    jobs,
    kills,
    done: await database.job.count({ where: { publisherId, state: "done" } }),
    lostEffects: numbers.filter((number) => !effects.has(number)).length,
    doubledEffects: numbers.filter((number) => (effects.get(number) ?? 0) > 1).length,
    withoutCall: numbers.filter((number) => !calls.has(number)).length,
    withoutTrace: await database.job.count({ where: { publisherId, OR: [{ attemptsMade: { none: { outcome: "done" } } }, { attemptsMade: { some: { outcome: null } } }] } }),
    cutOff: await database.jobAttempt.count({ where: { outcome: "lost" } }),
  };
}

/** Numbers of [0, 1) that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
