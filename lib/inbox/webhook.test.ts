import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openInboxWorld, type InboxWorld } from "./testing/world";

let world: InboxWorld;
beforeAll(async () => {
  world = await openInboxWorld();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

describe("what happens at Microsoft", () => {
  it("a change of plan is accepted, carried out and applied once", async () => {
    const id = await world.subscribe();
    await world.change(id, "change-plan", { planId: "team-annual" });
    expect((await world.calls()).map(({ action, answer }) => [action, answer?.status])).toEqual([["ChangePlan", 200]]);
    await world.server.workOff();
    expect(await world.row(id)).toMatchObject({ planId: "team-annual", status: "Subscribed" });
    expect(await world.actions(id)).toEqual(["ChangePlan"]);
    expect(await world.events()).toEqual([{ action: "ChangePlan", decision: "accepted", state: "processed", outcome: "applied", receipts: 1 }]);
    expect(await world.alerts()).toEqual([]);
    expect((await world.operations(id)).map(({ status }) => status)).toEqual(["Succeeded"]);
  });
});
