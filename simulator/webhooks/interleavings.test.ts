import fc from "fast-check";
import { expect, test } from "vitest";
import { webhooksForTests } from "./testing";

const { endpoint, marketplace } = webhooksForTests();

const seats = { offerId: "teamboard", planId: "team-monthly", quantity: 12 };
const step = fc.oneof(
  fc.record({ what: fc.constantFrom("suspend", "reinstate", "renew", "unsubscribe"), values: fc.constant({}) }),
  fc.record({ what: fc.constant("change-quantity"), values: fc.record({ quantity: fc.integer({ min: 1, max: 50 }) }) }),
  fc.record({ what: fc.constant("change-plan"), values: fc.record({ planId: fc.constantFrom("team-monthly", "team-annual", "enterprise-annual") }) }),
  fc.record({ what: fc.constant("own"), values: fc.record({ quantity: fc.integer({ min: 1, max: 50 }) }) }),
  fc.record({ what: fc.constant("clock"), values: fc.record({ advance: fc.constantFrom("PT5S", "PT10S", "PT1H", "P20D") }) }),
);
const fault = fc.record({ way: fc.constantFrom("delay", "reorder", "duplicate", "answer-lost"), times: fc.integer({ min: 1, max: 3 }), copies: fc.integer({ min: 1, max: 2 }) });
const answers = fc.array(fc.constantFrom(200, 200, 200, 400, 503), { minLength: 1, maxLength: 12 });

test("whatever happens in whatever order, everything is told, nothing stays open, and the last word on each operation is its end", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), fc.array(fault, { maxLength: 3 }), answers, fc.boolean(), async (steps, faults, replies, inOrder) => {
      await marketplace().wire.control("/reset", "POST");
      await marketplace().url("teamboard", `${endpoint().url}/teamboard`);
      await marketplace().settings({ retryAfterMs: 1000, retryAtMostMs: 1000, inOrder });
      endpoint().received = [];
      let count = 0;
      endpoint().answer = () => replies[count++ % replies.length] ?? 200;
      const id = await marketplace().subscribed(seats);
      await marketplace().faults(...faults);
      for (const { what, values } of steps) {
        if (what === "clock") await marketplace().wire.control("/clock", "POST", values);
        else if (what === "own") await marketplace().wire.api(`/${id}`, { method: "PATCH", body: values });
        // What cannot be done as things stand is refused, and that is right.
        else expect([200, 400]).toContain((await marketplace().wire.control(`/subscriptions/${id}/${what}`, "POST", values)).status);
      }
      endpoint().answer = () => 200;
      for (let turn = 0; turn < 12 && ((await marketplace().settle()) > 0 || turn < 3); turn += 1) await marketplace().advance("PT10S");
      const operations = await marketplace().operations();
      expect(await marketplace().settle()).toBe(0);
      expect(operations.filter(({ status }) => status === "NotStarted" || status === "InProgress")).toEqual([]);
      const told = new Set(endpoint().bodies().map((body) => body.id));
      // Only a change of the publisher's own that was overtaken before it began is never told.
      for (const each of operations) if (!(each.source === "Partner" && each.status === "Failed")) expect(told).toContain(each.id);
      for (const body of endpoint().bodies()) expect(operations.find((each) => each.id === body.id)?.action).toBe(body.action);
      const { status } = await marketplace().subscription(id);
      expect(["Subscribed", "Suspended", "Unsubscribed"]).toContain(status);
      if (operations.some((each) => each.action === "Unsubscribe" && each.status === "Succeeded")) expect(status).toBe("Unsubscribed");
    }),
    { numRuns: 25 },
  );
});
