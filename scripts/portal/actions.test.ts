import { afterAll, beforeAll, expect, it } from "vitest";
import { publish, sealAll, writeActions } from "@/lib/actions/seal/testing";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { runPortal, type Told } from "./testing";

let mine: TestDatabase;
let publisherId: number;

beforeAll(async () => {
  mine = await testDatabase();
  publisherId = await publish("northwind");
  await writeActions(publisherId, 4);
  await sealAll(publisherId);
});
afterAll(() => mine.close());

function portal(line: string): Promise<Told> {
  return runPortal(line.split(" "), { DATABASE_URL: mine.url });
}

it("verifies the log, against what was noted as well, and ends with 1 where it is broken", async () => {
  const right = await portal("actions verify");
  expect(right).toMatchObject({ code: 0, err: "" });
  const [, against = ""] = /^northwind: 4 actions are as they were sealed\.\n {2}keep elsewhere: --against (4:[0-9a-f]{64})\n$/.exec(right.out) ?? [];
  expect((await portal(`actions verify --publisher northwind --against ${against}`)).out).toContain("What was noted elsewhere is still so.");
  await mine.database.subscriptionAction.updateMany({ where: { sealNumber: 3 }, data: { type: "Cancel" } });
  expect(await portal("actions verify")).toMatchObject({ code: 1, err: "", out: "northwind: BROKEN at number 3: what it says, or its seal, was changed. 2 before it are as they were sealed.\n" });
  const { code, out } = await portal("actions verify --publisher northwind --json");
  expect([code, JSON.parse(out)]).toMatchObject([1, { logs: [{ publisher: "northwind", ok: false, fault: { number: 3, kind: "changed" }, head: { number: 4 } }] }]);
}, 90_000);

it("sets for how long the log is kept", async () => {
  expect((await portal("actions keep 90 --publisher northwind")).out).toBe("The action log of northwind is now kept for 90 days.\n");
  expect((await portal("actions keep 90 --publisher northwind")).out).toBe("The action log of northwind is already kept for 90 days.\n");
  expect((await portal("actions keep forever --publisher northwind --json")).out).toContain('"keptDays": null');
  expect(await mine.database.auditEntry.count({ where: { publisherId, type: "ActionsKeptChanged", actorKind: "command-line" } })).toBe(2);
}, 90_000);

it.each([
  ["too few days", "actions keep 29 --publisher northwind", 2],
  ["nobody's log", "actions keep 90 --publisher nobody", 1],
  ["a seal that is none", "actions verify --publisher northwind --against 4:abc", 2],
  ["a seal of nobody's log", `actions verify --against 4:${"a".repeat(64)}`, 2],
])("refuses %s", async (_, line, code) => {
  const told = await portal(line);
  expect([told.code, told.out]).toEqual([code, ""]);
  expect(told.err).not.toMatch(/\n\s+at /);
}, 30_000);
