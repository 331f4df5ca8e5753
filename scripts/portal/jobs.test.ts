import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel/ids";
import { runPortal, type Told } from "./testing";

let mine: TestDatabase;
let dead = 0;

/** A job whose code is gone: each attempt fails, whatever else this version can do. */
async function aJob(state: "waiting" | "dead"): Promise<number> {
  const now = new Date();
  const job = { kind: "gone.since", key: newId(), input: "{}", correlationId: newId(), createdAt: now };
  const { id } = await mine.database.job.create({ data: state === "waiting" ? { ...job, state, nextAt: now } : { ...job, state, lastError: "It was tried in vain.", finishedAt: now } });
  return id;
}

beforeAll(async () => {
  mine = await testDatabase();
  dead = await aJob("dead");
});
afterAll(() => mine.close());

function jobs(line: string): Promise<Told> {
  return runPortal(["jobs", ...line.split(" ")], { DATABASE_URL: mine.url, LOG_LEVEL: "info" });
}

describe("npm run portal -- jobs", () => {
  it("lists what there is, how much in each state, and why", async () => {
    await aJob("waiting");
    const { code, out } = await jobs("list --state dead");
    expect(code).toBe(0);
    expect(out).toMatch(/waiting 1/);
    expect(out).toMatch(new RegExp(`^${String(dead)} {2}dead .*gone\\.since.*It was tried in vain\\.$`, "m"));
    expect(out.split("\n").filter((line) => line.includes("gone.since"))).toHaveLength(1);
    expect(JSON.parse((await jobs("list --json")).out)).toMatchObject({ counts: { waiting: 1, dead: 1 }, jobs: [{ state: "waiting" }, { id: dead, state: "dead" }] });
  }, 60_000);

  it("does what is due; its answer in JSON stands alone on standard output, and the log beside it", async () => {
    const { code, out, err } = await jobs("run --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ attempts: 1, deliveries: 0, sealed: false });
    expect(err).toContain('"event":"job');
    expect(await mine.database.job.count({ where: { state: "failed" } })).toBe(1);
    expect((await jobs("run")).out).toBe("Nothing is due.\n");
  }, 60_000);

  it("tries again what was given up: one, or all", async () => {
    expect(await jobs(`retry ${String(dead)}`)).toMatchObject({ code: 0, out: "1 to be tried again.\n" });
    expect(await mine.database.job.findUniqueOrThrow({ where: { id: dead } })).toMatchObject({ state: "waiting" });
    await Promise.all([aJob("dead"), aJob("dead")]);
    expect(JSON.parse((await jobs("retry --dead --json")).out)).toEqual({ retried: 2 });
    expect((await jobs("retry --dead")).out).toContain("There was nothing to retry");
  }, 60_000);

  it("tells a fault of the database in one line", async () => {
    const { code, out, err } = await runPortal(["jobs", "list"], { DATABASE_URL: `file:${join(tmpdir(), `portal-none-${newId()}`, "empty.db")}`, LOG_LEVEL: "info" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^[^\n]*Jobs[^\n]*\n$/);
  }, 30_000);

  it.each([
    ["neither one nor all", "retry", 2, /either one job or --dead/],
    ["one and all", "retry 1 --dead", 2, /either one job or --dead/],
    ["a number that is none", "retry x", 2, /no whole number/],
    ["a job that is not there", "retry 999999", 1, /no such job/],
    ["a state that is none", "list --state happy", 2, /waiting, running/],
  ])("refuses %s", async (_, line, code, words) => {
    const told = await jobs(line);
    expect(told).toMatchObject({ code, out: "" });
    expect(told.err).toMatch(words);
  }, 30_000);
});
