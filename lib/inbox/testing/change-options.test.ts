import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { customerScope } from "../../auth/scope";
import { database } from "../../db/client";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { UserActor } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { getChangeOptions, getChangeState } from "../../subscriptions/own-changes/queries";
import { requestChange } from "../../subscriptions/own-changes/request-change";
import type { Change } from "../../subscriptions/own-changes/schema";
import { openOwnChanges, type OwnChangesWorld } from "./own-changes";

let world: OwnChangesWorld;
beforeAll(async () => {
  world = await openOwnChanges();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const CANCEL: Change = { kind: "cancel" };
const FEWER: Change = { kind: "quantity", quantity: 2 };

async function timesAskedForPlans(): Promise<number> {
  const { requests } = z.object({ requests: z.array(z.object({ path: z.string() })) }).parse(await world.microsoft.control("/requests?since=0"));
  return requests.filter(({ path }) => path.includes("listAvailablePlans")).length;
}

describe("the page of plan and seats", () => {
  const resold = () => database().subscription.updateMany({ data: { allowedCustomerOperations: "Read", purchaserTenantId: newId() } });
  test.each<[string, number, Change | null, (id: string) => Promise<unknown>]>([
    ["that can be changed", 1, null, async () => undefined],
    ["whose new seats are looked at", 1, FEWER, async () => undefined],
    ["whose end is looked at", 0, CANCEL, async () => undefined],
    ["that a reseller changes", 0, null, resold],
    ["that is suspended", 0, null, (id) => world.change(id, "suspend").then(() => world.work())],
    ["that has ended", 0, null, (id) => world.change(id, "unsubscribe").then(() => world.work())],
    ["that is being changed", 0, null, (id) => world.request(id, { kind: "quantity", quantity: 15 })],
  ])("of a subscription %s asks Microsoft for plans %i times", async (_, times, asked, given) => {
    const id = await world.subscribe();
    await given(id);
    const before = await timesAskedForPlans();
    const options = await getChangeOptions(await world.manager(id), id, asked);
    expect((await timesAskedForPlans()) - before).toBe(times);
    expect(options.isReachable).toBe(times > 0);
    expect(options.present).toMatchObject({ planId: "team-monthly", isPricePerSeat: true });
  });
});

test("of many who would lose their seat it names the newest, and counts the others", async () => {
  const id = await world.subscribe();
  const { id: subscriptionInfoId, publisherId, tenantId } = await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id } });
  const person = (index: number) => ({ id: newId(), userId: newId(), userUpn: `p${index}@auroradental.example`, name: `Person ${index}`, subscriptionInfoId, publisherId, tenantId, status: "Assigned", assignedAt: addSeconds(currentTime(), index) });
  await database().subscriptionUser.createMany({ data: Array.from({ length: 210 }, (_, index) => person(index)) });
  await database().subscription.updateMany({ data: { quantity: 300, acquiredLicenses: 211 } });
  const { verdict } = await getChangeOptions(await world.manager(id), id, FEWER);
  if (verdict?.kind !== "below-assigned") throw new Error(verdict?.kind);
  expect(verdict).toMatchObject({ tooMany: 209, unnamed: 9 });
  expect([verdict.licenses.length, verdict.licenses[0]?.name]).toEqual([200, "Person 209"]);
});

describe("changes are nobody's business but the managers'", () => {
  const RESELLER = newId();
  test.each<[string, Partial<UserActor> & { tenantId?: string }, object]>([
    ["the reseller's staff", { tenantId: RESELLER, objectId: newId() }, { kind: "not-manager" }],
    ["a colleague", { objectId: newId() }, { kind: "not-manager" }],
    ["a stranger", { tenantId: newId(), objectId: newId() }, { code: "not-found" }],
    ["the manager's object id in another organisation", { tenantId: newId() }, { code: "not-found" }],
  ])("%s", async (_, who, refused) => {
    const id = await world.subscribe();
    await database().subscription.updateMany({ data: { purchaserTenantId: RESELLER } });
    const { actor, ...manager } = await world.manager(id);
    await world.request(id, { kind: "quantity", quantity: 15 });
    const [request] = await world.requests();
    const other: UserActor = { ...actor, ...who };
    const ctx = { ...manager, actor: other, scope: customerScope(other) };
    for (const change of [FEWER, CANCEL, { kind: "plan", planId: "team-annual" }] satisfies Change[]) {
      expect(await requestChange(ctx, { subscriptionId: id, change }).catch((error: unknown) => error)).toMatchObject(refused);
    }
    await expect(getChangeState(ctx, id, request?.id ?? 0)).rejects.toMatchObject({ code: "not-found" });
    await expect(getChangeOptions(ctx, id, null)).rejects.toMatchObject({ code: "not-found" });
    expect(await world.requests()).toEqual([request]);
  });

  test("a manager of another subscription, by its id and the other's change", async () => {
    const [mine, theirs] = [await world.subscribe(), await world.subscribe()];
    await world.request(theirs, CANCEL);
    const [request] = await world.requests();
    await expect(getChangeState(await world.manager(mine), mine, request?.id ?? 0)).rejects.toMatchObject({ code: "not-found" });
  });
});
