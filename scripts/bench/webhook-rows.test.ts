import { expect, it } from "vitest";
import { faultsOf, type InboxRow } from "./webhook-rows";
import { webhookTargets } from "./webhook-targets";

const kept = (operationId: string, rest: Partial<InboxRow> = {}): InboxRow => ({ operationId, answerStatus: 200, receipts: 1, hasJob: true, ...rest });
const sent = (made: number, answered: number, isForged = false) => ({ name: "calls", action: "Renew", isRepeated: false, isForged, calls: new Map([["a", { made, answered }]]) });

it.each([
  ["all is there", sent(1, 1), [kept("a")], []],
  ["one was on its way at the end and is not there", sent(1, 0), [], []],
  ["one was on its way at the end and is there", sent(1, 0), [kept("a")], []],
  ["one is lost", sent(1, 1), [], ["1 calls that were answered are not in the inbox"]],
  ["one is there twice", sent(1, 1), [kept("a"), kept("a")], ["1 calls are in the inbox more than once"]],
  ["the answer is another", sent(1, 1), [kept("a", { answerStatus: null })], ["1 calls are kept with another answer than they were given"]],
  ["the job is missing", sent(1, 1), [kept("a", { hasJob: false })], ["1 calls have no job"]],
  ["repetitions are counted", sent(4, 3), [kept("a", { receipts: 4 })], []],
  ["repetitions are forgotten", sent(4, 3), [kept("a", { receipts: 2 })], ["1 calls are counted otherwise than they were made"]],
  ["a forged one is turned away", sent(1, 1, true), [], []],
  ["a forged one is kept", sent(1, 1, true), [kept("a")], ["1 forged calls were kept"]],
])("%s", (_what, of, rows, faults) => {
  expect(faultsOf(of, rows)).toEqual(faults.map((fault) => `Webhooks (calls): ${fault}.`));
});

it("makes each call another one, but for the one that is repeated", () => {
  const call = { authorization: "Bearer x", body: { id: "1", action: "Renew", subscription: { id: "s" } } };
  const { targets, sent: kinds } = webhookTargets({ renew: call, changeQuantity: call, forged: call }, { offerKey: "o", publisherId: 1, offerId: 2 });
  for (const { next } of targets) for (let number = 0; number < 3; number += 1) next?.().answered();
  expect(kinds.map(({ calls }) => [...calls.values()])).toEqual([3, 3, 1, 3].map((size) => Array.from({ length: size }, () => ({ made: 3 / size, answered: 3 / size }))));
  expect(JSON.parse(targets[1]?.next?.().body ?? "")).toEqual({ ...call.body, id: [...(kinds[0]?.calls.keys() ?? [])].at(-1) });
});
