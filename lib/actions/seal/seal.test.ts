import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import { currentTime } from "../../kernel/clock";
import { log } from "../../kernel/log";
import { recordAction } from "../record";
import { sealActions, sealDue, SEALED_AT_ONCE } from "./seal";
import { publish, sealAll, sealingContext, writeActions } from "./testing";
import { verifyActions } from "./verify";

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = await publish("northwind");
});
afterEach(() => mine.close());

const verify = (id = publisherId) => verifyActions(sealingContext(), id);
const never = new AbortController().signal;

it("seals the oldest first, so many at a time, and says how many", async () => {
  await writeActions(publisherId, SEALED_AT_ONCE + 3);
  expect(await sealActions(sealingContext(), publisherId)).toBe(SEALED_AT_ONCE);
  expect(await mine.database.subscriptionAction.findMany({ where: { sealNumber: null }, select: { number: true } })).toEqual([1, 2, 3].map((each) => ({ number: SEALED_AT_ONCE + each })));
  expect(await sealActions(sealingContext(), publisherId)).toBe(3);
  expect(await sealActions(sealingContext(), publisherId)).toBe(0);
  expect(await verify()).toMatchObject({ fault: null, verified: SEALED_AT_ONCE + 3, unsealed: 0 });
});

it("leaves no gap and no double where several sealers meet writers, some of which give up", async () => {
  const write = async (index: number): Promise<void> => {
    await transaction(sealingContext(), async (writing) => {
      await recordAction(writing, { type: "Resolve", publisherId });
      if (index % 4 === 0) throw new Error("given up");
    }).catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== "given up") throw error;
    });
  };
  const seal = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await sealActions(sealingContext(), publisherId);
  };
  await Promise.all([...Array.from({ length: 60 }, (_, index) => write(index)), seal(), seal(), seal()]);
  await sealAll(publisherId);
  expect(await verify()).toMatchObject({ fault: null, verified: 45, unsealed: 0, head: { number: 45 } });
});

it("seals each publisher's log by itself, and goes on where one of them is broken", async () => {
  const others = [await publish("fabrikam"), await publish("contoso")];
  for (const id of [publisherId, ...others]) await writeActions(id, 2);
  expect(await sealDue(sealingContext(), never)).toBe(true);
  expect(await sealDue(sealingContext(), never)).toBe(false);
  await mine.database.actionChain.update({ where: { publisherId }, data: { lastSeal: "x" } });
  for (const id of [publisherId, ...others]) await writeActions(id, 1);
  expect(await sealDue(sealingContext(), never)).toBe(true);
  expect((await Promise.all(others.map((id) => verify(id)))).map(({ verified, fault }) => [verified, fault])).toEqual([[3, null], [3, null]]);
  expect(await verify()).toMatchObject({ fault: { kind: "head" }, unsealed: 1 });
  expect(await sealDue(sealingContext(), never)).toBe(false);
  const alerts = () => mine.database.alert.findMany({ select: { publisherId: true, kind: true, occurrences: true, closedAt: true } });
  const alert = { publisherId, kind: "action-log-broken", occurrences: 1 };
  expect(await alerts()).toEqual([{ ...alert, closedAt: null }]);
  const { seal } = await mine.database.subscriptionAction.findFirstOrThrow({ where: { publisherId, sealNumber: 2 } });
  await mine.database.actionChain.update({ where: { publisherId }, data: { lastSeal: seal ?? "" } });
  const now = currentTime();
  expect(await sealDue(sealingContext(now), never)).toBe(true);
  expect(await alerts()).toEqual([{ ...alert, closedAt: now }]);
});

it("seals a batch of each publisher's log in turn, so that nobody waits for another one's thousands", async () => {
  const other = await publish("fabrikam");
  await writeActions(publisherId, 2 * SEALED_AT_ONCE);
  await writeActions(other, 1);
  const sealed = vi.spyOn(log, "info");
  expect(await sealDue(sealingContext(), never)).toBe(true);
  const told = await Promise.all(
    ([[publisherId, SEALED_AT_ONCE, SEALED_AT_ONCE], [other, 1, 1], [publisherId, SEALED_AT_ONCE, 2 * SEALED_AT_ONCE]] as const).map(async ([id, count, number]) => {
      const { seal } = await mine.database.subscriptionAction.findFirstOrThrow({ where: { publisherId: id, sealNumber: number } });
      return { event: "actions.sealed", publisherId: id, count, head: `${number}:${seal}` };
    }),
  );
  expect(sealed.mock.calls.map(([each]) => each)).toEqual(told);
});

it("stops when the worker does", async () => {
  await writeActions(publisherId, 1);
  expect(await sealDue(sealingContext(), AbortSignal.abort())).toBe(false);
});

it("seals what the publisher has, not what belongs to nobody", async () => {
  await writeActions(publisherId, 1);
  await mine.database.subscriptionAction.updateMany({ data: { publisherId: null } });
  expect(await sealDue(sealingContext(currentTime()), never)).toBe(false);
});
