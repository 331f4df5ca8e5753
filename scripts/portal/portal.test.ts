import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDatabase, type Database } from "@/lib/db/client";
import { runPortal, SOURCES, type Told } from "./testing";

const path = join(tmpdir(), `portal-cli-${randomUUID()}.db`);
const ID = "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
const MIGRATIONS = ["0001_inherited_tables", "0002_portal", "0003_operations", "0004_webhook", "0005_licenses", "0006_deliveries"];
let database: Database;

function portal(args: string[], variables: Record<string, string> = {}): Promise<Told> {
  return runPortal(args, { DATABASE_URL: `file:${path}`, ...variables });
}

const add = (...more: string[]) => portal(["members", "add", "--publisher", "northwind", "--tenant", ID, "--object", ID, "--label", "Priya", ...more]);

beforeAll(async () => {
  expect(await runPortal(["db", "status"], { DATABASE_URL: `file:${path}` }, SOURCES)).toMatchObject({ code: 0, out: MIGRATIONS.map((name) => `${name}: to be applied\n`).join("") });
  expect(await portal(["db", "migrate"])).toMatchObject({ code: 0, out: MIGRATIONS.map((name) => `${name}: applied\n`).join("") });
  expect(await portal(["db", "migrate"])).toMatchObject({ code: 0, out: "The database is up to date.\n" });
  database = createDatabase(`file:${path}`);
  await database.publisher.create({ data: { key: "northwind", name: "Northwind" } });
}, 60_000);

afterAll(async () => {
  await database.$disconnect();
  await Promise.all(["", "-wal", "-shm"].map((ending) => rm(path + ending, { force: true })));
});

describe("npm run portal", () => {
  it("lets the first member in, keeps the last owner, and lets somebody in again who was removed", async () => {
    expect(await add()).toMatchObject({ code: 0, out: "Priya is a member now (northwind, owner).\n" });
    expect(await add()).toMatchObject({ code: 0, out: "Priya is a member already (northwind, owner).\n" });
    expect(await add("--role", "viewer")).toMatchObject({ code: 1, err: "Priya stays an owner. northwind has no other one. Make somebody else an owner first.\n" });
    await database.member.updateMany({ data: { removedAt: new Date() } });
    expect((await add()).out).toContain("is let in again");
    expect(await database.member.findMany({ select: { tenantId: true, objectId: true, role: true, removedAt: true } })).toEqual([{ tenantId: ID, objectId: ID, role: "owner", removedAt: null }]);
  }, 60_000);

  it.each([
    ["a publisher that is not there", ["members", "add", "--publisher", "nobody", "--tenant", ID, "--object", ID, "--label", "x"], 1, /nobody/],
    ["an id that is none", ["members", "add", "--publisher", "northwind", "--tenant", "x", "--object", ID, "--label", "x"], 2, /00000000-0000/],
    ["a role that is none", ["members", "add", "--publisher", "northwind", "--tenant", ID, "--object", ID, "--label", "x", "--role", "king"], 2, /viewer/],
    ["a missing option", ["members", "add"], 2, /--publisher/],
    ["a command that is none", ["fly"], 2, /unknown command/],
  ])("refuses %s in plain words, with its exit code", async (_, args, exitCode, words) => {
    const { code, err } = await portal(args);
    expect(code).toBe(exitCode);
    expect(err).toMatch(words);
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("names the variable that cannot be used", async () => {
    const { code, err } = await portal(["db", "migrate"], { DATABASE_URL: "postgres://x" });
    expect(code).toBe(1);
    expect(err).toMatch(/^DATABASE_URL cannot be used: .*\n$/);
  });
});
