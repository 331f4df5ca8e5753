import type { Command } from "commander";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { removeOldActions } from "@/lib/actions/seal/remove";
import { publish, sealAll, sealingContext, writeActions } from "@/lib/actions/seal/testing";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { addSeconds, currentTime } from "@/lib/kernel/clock";
import { actionsCommand } from "./actions";
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
afterEach(() => vi.restoreAllMocks());

function portal(line: string): Promise<Told> {
  return runPortal(line.split(" "), { DATABASE_URL: mine.url });
}

/** The same in this process, which is quicker. */
async function here(line: string): Promise<Pick<Told, "code" | "out">> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const command = actionsCommand();
  for (const each of command.commands) quietly(each);
  await command.parseAsync(line.split(" ").slice(1), { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, out };
}

function quietly(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
}

const DAY = 24 * 3600;
const SEAL = "a".repeat(64);
const type = (to: string) => mine.database.subscriptionAction.updateMany({ where: { sealNumber: 3 }, data: { type: to } });

it("verifies the log, against what was noted as well, and ends with 1 where it is broken", async () => {
  const right = await portal("actions verify --json");
  const { seal } = await mine.database.subscriptionAction.findFirstOrThrow({ where: { sealNumber: 4 } });
  expect([right.code, right.err, JSON.parse(right.out)]).toMatchObject([0, "", { logs: [{ publisher: "northwind", ok: true, fault: null, head: { number: 4, seal } }], ofNobody: 0 }]);
  expect(await here("actions verify")).toEqual({ code: 0, out: `northwind: 4 actions are as they were sealed.\n  keep elsewhere: --against 4:${seal}\n` });
  const compared = await portal(`actions verify --publisher northwind --against 4:${seal}`);
  expect([compared.code, compared.err, compared.out]).toEqual([0, "", `northwind: 4 actions are as they were sealed. What was noted elsewhere is still so.\n  keep elsewhere: --against 4:${seal}\n`]);
  await type("Cancel");
  expect(await portal("actions verify")).toMatchObject({ code: 1, err: "", out: "northwind: BROKEN at number 3: what it says, or its seal, was changed. 2 before it are as they were sealed.\n" });
  await type("Assign");
}, 60_000);

it("says what waits, what is nobody's, and what the retention left nothing of to compare with", async () => {
  const now = currentTime();
  const old = await publish("fabrikam");
  await writeActions(old, 4, (index) => ({ date: addSeconds(now, (index - 40) * DAY) }));
  await sealAll(old);
  const { seal } = await mine.database.subscriptionAction.findFirstOrThrow({ where: { publisherId: old, sealNumber: 3 } });
  await removeOldActions(sealingContext(now), { publisherId: old, keptDays: 37 });
  await writeActions(old, 2, (index) => ({ date: addSeconds(now, -index * DAY) }));
  await writeActions(old, 1);
  await mine.database.subscriptionAction.updateMany({ where: { publisherId: old, sealNumber: null, date: { lt: addSeconds(now, -30 * DAY) } }, data: { publisherId: null } });
  const { code, out } = await here(`actions verify --publisher fabrikam --against 2:${SEAL}`);
  expect([code, out.replace(/[0-9a-f]{64}/g, "SEAL").split("\n")]).toEqual([
    1,
    [
      `fabrikam: 1 action is as it was sealed. Not compared: number 2 was removed on ${now.toISOString().slice(0, 10)}. Up to number 3 they were removed by the retention. 2 not sealed yet, 1 of them older than an hour.`,
      "  keep elsewhere: --against 4:SEAL --removals SEAL",
      "1 action is of no publisher: in nobody's log, and under no seal.",
      "",
    ],
  ]);
  const [, removals = ""] = /--removals (\w+)/.exec(out) ?? [];
  expect((await here(`actions verify --publisher fabrikam --against 3:${seal} --removals ${removals}`)).code).toBe(0);
  expect((await here(`actions verify --publisher fabrikam --removals ${SEAL}`)).out).toContain("BROKEN at number 1: no record of a removal has the seal");
});

it("sets for how long the log is kept", async () => {
  const now = await portal("actions keep 90 --publisher northwind");
  expect([now.err, now.out]).toEqual(["", expect.stringMatching(/^The action log of northwind is now kept for ever; from [-\d]{10}T.{13} on for 90 days\.\n$/)]);
  expect((await here("actions keep 90 --publisher northwind")).out).toBe(now.out.replace("now", "already"));
  expect((await here("actions keep forever --publisher northwind")).out).toBe("The action log of northwind is now kept for ever.\n");
  expect(await mine.database.auditEntry.count({ where: { publisherId, type: "ActionsKeptChanged", actorKind: "command-line" } })).toBe(2);
}, 30_000);

it.each([
  ["too few days", "actions keep 29 --publisher northwind"],
  ["nobody's log", "actions keep 90 --publisher nobody"],
  ["a seal that is none", "actions verify --publisher northwind --against 4:abc"],
  ["a seal of removals that is none", "actions verify --publisher northwind --removals abc"],
  ["a seal of nobody's log", `actions verify --against 4:${SEAL}`],
  ["a seal of nobody's removals", `actions verify --removals ${SEAL}`],
])("refuses %s", async (_, line) => {
  await expect(here(line)).rejects.toThrow();
});
