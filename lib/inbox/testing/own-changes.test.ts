import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { customerScope } from "../../auth/scope";
import { database } from "../../db/client";
import { addSeconds, currentTime } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { fulfillment } from "../../marketplace/fulfillment";
import { getMarketplaceCredentials } from "../../offers/queries";
import { carryOut } from "../../subscriptions/own-changes/carry-out";
import { declareChange, requestChange } from "../../subscriptions/own-changes/request-change";
import type { Change } from "../../subscriptions/own-changes/schema";
import { reconcile } from "../../subscriptions/reconcile";
import { refreshSubscription } from "../../subscriptions/refresh";
import { openOwnChanges, type OwnChangesWorld } from "./own-changes";
import { systemContext } from "./world";

let world: OwnChangesWorld;
beforeAll(async () => {
  world = await openOwnChanges();
});
afterAll(() => world.close());
beforeEach(() => world.empty());

const seats = (quantity: number): Change => ({ kind: "quantity", quantity });
const plan = (planId: string): Change => ({ kind: "plan", planId });
const CANCEL: Change = { kind: "cancel" };
const PATCHED = "/saas/subscriptions/[^/]+$";

async function atMicrosoft(subscriptionId: string): Promise<{ planId: string; quantity: number | null; status: string }> {
  const found = (await world.see()).subscriptions.find(({ id }) => id === subscriptionId);
  if (!found) throw new Error("Microsoft does not know it.");
  return { planId: found.planId, quantity: found.quantity, status: found.status };
}

async function here(subscriptionId: string): Promise<{ planId: string; quantity: number | null; status: string }> {
  const { planId, quantity, status } = await world.row(subscriptionId);
  return { planId, quantity, status };
}

describe("a change that a manager asks for", () => {
  test.each<[string, Change, string[], object]>([
    ["seats", seats(15), ["ChangeQuantity by Mira Soto"], { quantity: 15, planId: "team-monthly" }],
    ["plan", plan("team-annual"), ["ChangePlan by Mira Soto"], { quantity: 10, planId: "team-annual" }],
    ["cancellation", CANCEL, ["Cancel by Mira Soto", "Unsubscribe by Mira Soto"], { status: "Unsubscribed" }],
  ])("of %s is made once, whoever comes first: Microsoft's call", async (_, change, log, state) => {
    const id = await world.subscribe();
    expect(await world.request(id, change)).toEqual({ kind: "accepted" });
    expect(await world.requests()).toMatchObject([{ state: "accepted", attempts: 1 }]);
    expect(await here(id)).toMatchObject({ status: "Subscribed", quantity: 10 });
    await world.advance("PT2S");
    await world.work(["inbox.process"]);
    expect(await world.requests()).toMatchObject([{ state: "succeeded", problem: null }]);
    await world.work();
    expect(await here(id)).toMatchObject(state);
    expect(await world.log(id)).toEqual(log);
    expect(await database().operation.findMany({ where: { requestSource: "Partner" } })).toMatchObject([{ status: "Succeeded", requestedName: "Mira Soto", finishedAt: expect.any(Date) as Date }]);
    expect(await world.alerts()).toEqual([]);
  });

  test.each<[string, Change, string[]]>([
    ["seats", seats(15), ["ChangeQuantity by Mira Soto"]],
    ["plan", plan("team-annual"), ["ChangePlan by Mira Soto"]],
    ["cancellation", CANCEL, ["Cancel by Mira Soto", "Unsubscribe by Mira Soto"]],
  ])("of %s is made once, whoever comes first: the look at the operation, then the call", async (_, change, log) => {
    const id = await world.subscribe();
    await world.request(id, change);
    await world.faults({ way: "delay", delayMs: 3_600_000 });
    await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: null } });
    await world.advance("PT2S");
    await world.advance("PT2S");
    await world.work(["subscriptions.follow-change"]);
    expect(await world.requests()).toMatchObject([{ state: "succeeded" }]);
    expect(await here(id)).toEqual(await atMicrosoft(id).then((theirs) => ({ ...theirs, quantity: theirs.quantity ?? 1 })));
    expect(await world.log(id)).toEqual(log);
  });

  test("is the requester's also where the comparison sees it first", async () => {
    const id = await world.subscribe();
    await world.request(id, seats(15));
    await world.faults({ way: "lost" });
    await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: null } });
    await world.advance("PT2S");
    await world.advance("PT2S");
    await refreshSubscription(systemContext(), id);
    expect(await world.requests()).toMatchObject([{ state: "succeeded" }]);
    expect(await world.log(id)).toEqual(["ChangeQuantity by Mira Soto"]);
    await world.work();
    expect(await world.log(id)).toEqual(["ChangeQuantity by Mira Soto"]);
    expect(await database().operation.findMany({ where: { requestSource: "Partner" } })).toMatchObject([{ status: "Succeeded", actionNumber: expect.any(Number) as number }]);
  });

  test("that fails late says why, and leaves everything as it was", async () => {
    const id = await world.subscribe();
    await world.settings({ ownChangesThatFail: 1, ownChangeFailure: "The card was declined." });
    await world.request(id, seats(15));
    await world.advance("PT2S");
    await world.work();
    expect(await world.requests()).toMatchObject([{ state: "failed", problem: "failed", problemDetail: "The card was declined." }]);
    expect(await here(id)).toMatchObject({ quantity: 10 });
    expect(await world.log(id)).toEqual([]);
    expect(await world.request(id, seats(15))).toEqual({ kind: "accepted" });
  });

  test("pressed twice is one", async () => {
    const id = await world.subscribe();
    const outcomes = await Promise.all([world.request(id, seats(15)), world.request(id, seats(15)), world.request(id, CANCEL)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "already-changing", "already-changing"]);
    expect(await database().changeRequest.count()).toBe(1);
  });

  test("of a plan brings the new plan's prices", async () => {
    const id = await world.subscribe();
    await world.request(id, plan("team-annual"));
    await world.advance("PT2S");
    await world.work();
    expect((await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id } })).planJson).toContain('"price":65');
  });
});

describe("a call that is cut off", () => {
  test.each<[string, Change]>([["seats", seats(15)], ["plan", plan("team-annual")], ["cancellation", CANCEL]])("after Microsoft took it (%s) is not repeated in its effect", async (_, change) => {
    const id = await world.subscribe();
    await world.apiFaults({ path: PATCHED, method: change.kind === "cancel" ? "DELETE" : "PATCH", kind: "lost-answer", times: 1 });
    expect(await world.request(id, change)).toMatchObject({ kind: "unavailable" });
    expect(await world.requests()).toMatchObject([{ state: "requested", operationId: null }]);
    await world.work();
    await world.advance("PT2S");
    await world.work();
    expect(await world.requests()).toMatchObject([{ state: "succeeded" }]);
    expect((await world.operations(id)).filter(({ status }) => status === "Succeeded").length).toBe(1);
    expect(await world.log(id)).toEqual(change.kind === "cancel" ? ["Cancel by Mira Soto", "Unsubscribe by Mira Soto"] : [change.kind === "plan" ? "ChangePlan by Mira Soto" : "ChangeQuantity by Mira Soto"]);
  });

  test("before Microsoft heard of it is made again", async () => {
    const id = await world.subscribe();
    await world.apiFaults({ path: PATCHED, method: "PATCH", kind: "drop", times: 1 });
    expect(await world.request(id, seats(15))).toMatchObject({ kind: "unavailable" });
    await world.work();
    await world.advance("PT2S");
    await world.work();
    expect(await world.requests()).toMatchObject([{ state: "succeeded", attempts: 2 }]);
    expect(await here(id)).toMatchObject({ quantity: 15 });
    expect(await world.log(id)).toEqual(["ChangeQuantity by Mira Soto"]);
  });

  test("is not made again in the name of somebody who was removed meanwhile", async () => {
    const id = await world.subscribe();
    await world.apiFaults({ path: PATCHED, method: "PATCH", kind: "drop", times: 1 });
    await world.request(id, seats(15));
    const { id: subscriptionInfoId, tenantId, beneficiaryObjectId: objectId } = await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id } });
    const mira = { subscriptionInfoId, tenantId: tenantId ?? "", objectId: objectId ?? "" };
    await database().subscriptionManager.upsert({ where: { subscriptionInfoId_tenantId_objectId: mira }, create: { ...mira, name: "Mira Soto", reason: "beneficiary", since: currentTime(), removedAt: currentTime() }, update: { removedAt: currentTime() } });
    await world.work();
    expect(await world.requests()).toMatchObject([{ state: "failed", problem: "overtaken" }]);
    expect(await world.operations(id)).toEqual([]);
  });

  test("is not sent by whoever was slow once somebody else has taken it up", async () => {
    const id = await world.subscribe();
    const intent = await declareChange(await world.manager(id), { subscriptionId: id, change: seats(15) });
    if ("kind" in intent) throw new Error(intent.kind);
    await database().changeRequest.updateMany({ data: { version: { increment: 1 } } });
    expect(await carryOut(await world.manager(id), intent, { patience: "interactive", isRepeated: false })).toMatchObject({ kind: "unavailable" });
    expect(await world.operations(id)).toEqual([]);
  });

  test("while the operation is under way adopts it", async () => {
    const id = await world.subscribe();
    const intent = await declareChange(await world.manager(id), { subscriptionId: id, change: seats(15) });
    if ("kind" in intent) throw new Error(intent.kind);
    const { operationId } = await fulfillment(await getMarketplaceCredentials(intent.offerId)).changeQuantity(id, 15, { correlationId: newId(), patience: "interactive" });
    await database().changeRequest.updateMany({ data: { callingUntil: addSeconds(currentTime(), -1) } });
    // It is under way for as long as nobody answers Microsoft's call.
    await world.settings({ windowMs: 600_000, retryAfterMs: 60_000 });
    await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: "http://127.0.0.1:9/nobody" } });
    await world.advance("PT2S");
    await world.work(["subscriptions.follow-change"], 5);
    expect(await world.requests()).toMatchObject([{ state: "accepted", operationId, attempts: 2 }]);
    expect(await world.operations(id)).toHaveLength(1);
  });

  test("is not repeated when something else has happened since, nor when nobody expects it any more", async () => {
    const id = await world.subscribe();
    await world.apiFaults({ path: PATCHED, method: "PATCH", kind: "drop", times: 1 });
    await world.request(id, seats(15));
    await world.change(id, "change-quantity", { quantity: 20 });
    await world.advance("PT11S");
    await world.work();
    expect(await world.requests()).toMatchObject([{ state: "failed", problem: "overtaken" }]);
    expect(await here(id)).toMatchObject({ quantity: 20 });

    await world.apiFaults({ path: PATCHED, method: "PATCH", kind: "drop", times: 1 });
    await world.request(id, seats(15));
    await database().changeRequest.updateMany({ where: { state: "requested" }, data: { requestedAt: addSeconds(currentTime(), -3600) } });
    await world.work();
    expect((await world.requests())[0]).toMatchObject({ state: "failed", problem: "unreachable" });
    expect(await here(id)).toMatchObject({ quantity: 20 });
  });
});

describe("is not sent to Microsoft", () => {
  const refusals: [string, Change, (id: string) => Promise<unknown>, object][] = [
    ["the same seats", seats(10), async () => undefined, { kind: "same" }],
    ["the same plan", plan("team-monthly"), async () => undefined, { kind: "same" }],
    ["too many seats", seats(51), async () => undefined, { kind: "out-of-range", min: 1, max: 50 }],
    ["a plan for more seats", plan("enterprise-annual"), async () => undefined, { kind: "out-of-range", min: 25, max: 5000 }],
    ["seats beyond the publisher's limit", seats(13), () => database().plan.updateMany({ where: { planId: "team-monthly" }, data: { maxSeats: 12, minSeats: 5 } }), { kind: "out-of-range", min: 5, max: 12 }],
    ["a plan that there is not", plan("nothing"), async () => undefined, { kind: "plan-not-available" }],
    ["a plan not sold any more", plan("team-annual"), () => world.microsoft.control("/offers/teamboard/plans/team-annual", { method: "PUT", body: { isStopSell: true } }), { kind: "plan-not-available" }],
    ["a plan private to others", plan("team-annual"), () => world.microsoft.control("/offers/teamboard/plans/team-annual", { method: "PUT", body: { isPrivate: true } }), { kind: "plan-not-available" }],
    ["a plan that the publisher keeps apart", plan("team-annual"), () => database().plan.updateMany({ where: { planId: "team-monthly" }, data: { changesTo: "enterprise-annual" } }), { kind: "plan-not-available" }],
    ["fewer seats against the rules", seats(9), () => database().offer.updateMany({ data: { seatDecreases: "refuse" } }), { kind: "refused", reason: "Seats are not taken away here." }],
    ["a change while suspended", seats(9), (id) => world.change(id, "suspend").then(() => world.work()), { kind: "wrong-state" }],
    ["a change after the end", CANCEL, (id) => world.change(id, "unsubscribe").then(() => world.work()), { kind: "wrong-state" }],
    ["what only the reseller may", seats(9), () => database().subscription.updateMany({ data: { allowedCustomerOperations: "Read", purchaserTenantId: newId() } }), { kind: "not-allowed", whoCan: "reseller" }],
    ["what Microsoft does not leave to the customer here", CANCEL, () => database().subscription.updateMany({ data: { allowedCustomerOperations: "Read Update" } }), { kind: "not-allowed", whoCan: "microsoft" }],
    ["anything while nobody says what is on offer", plan("team-annual"), () => world.apiFaults({ path: "listAvailablePlans", kind: "status", status: 500 }), { kind: "unavailable" }],
  ];
  test.each(refusals)("%s", async (_, change, given, outcome) => {
    const id = await world.subscribe();
    await given(id);
    const before = (await world.operations(id)).length;
    expect(await world.request(id, change)).toMatchObject(outcome);
    expect(await database().changeRequest.count()).toBe(0);
    expect((await world.operations(id)).length).toBe(before);
    await world.apiFaults();
  });

  test("what would take somebody's seat away, unless the offer allows it: it says whose", async () => {
    const id = await world.subscribe();
    const { id: subscriptionInfoId, publisherId, tenantId } = await database().subscription.findUniqueOrThrow({ where: { subscriptionId: id } });
    for (const [index, name] of ["Anna", "Ben", "Cleo"].entries()) {
      await database().subscriptionUser.create({ data: { id: newId(), userId: newId(), userUpn: `${name.toLowerCase()}@auroradental.example`, name, subscriptionInfoId, publisherId, tenantId, status: "Assigned", assignedAt: addSeconds(currentTime(), index) } });
    }
    const invitation = (label: string, days: number) => ({ publisherId: publisherId ?? 0, subscriptionInfoId, key: label, hash: label, tenantId: tenantId ?? "", label, invitedBy: "Mira", createdAt: currentTime(), expiresAt: addSeconds(currentTime(), days * 86_400), state: "open" });
    await database().licenseInvitation.create({ data: invitation("open", 7) });
    await database().licenseInvitation.create({ data: invitation("over", -7) });
    await database().subscription.updateMany({ data: { acquiredLicenses: 5 } });
    const refused = await world.request(id, seats(2));
    expect(refused).toMatchObject({ kind: "below-assigned", tooMany: 2, invitations: 1, licenses: [{ name: "Cleo", upn: "cleo@auroradental.example" }, { name: "Ben" }] });
    expect((await world.request(id, seats(4))).kind).toBe("accepted");
    await world.advance("PT2S");
    await world.work();
    await database().offer.updateMany({ data: { overAssignment: "accept" } });
    expect((await world.request(id, seats(2))).kind).toBe("accepted");
    await world.advance("PT2S");
    await world.work();
    expect(await here(id)).toMatchObject({ quantity: 2 });
  });

  test("anything that is not the subscription any more that the manager saw", async () => {
    const id = await world.subscribe();
    const ctx = await world.manager(id);
    expect(await requestChange(ctx, { subscriptionId: id, change: seats(9), seen: { planId: "team-monthly", quantity: 12 } })).toEqual({ kind: "changed-meanwhile" });
    expect(await requestChange(ctx, { subscriptionId: id, change: seats(9), seen: { planId: "team-monthly", quantity: 10 } })).toEqual({ kind: "accepted" });
  });

  test("a colleague's wish; and a stranger finds nothing", async () => {
    const id = await world.subscribe();
    const { actor, ...ctx } = await world.manager(id);
    const colleague = { ...actor, objectId: newId() };
    expect(await requestChange({ ...ctx, actor: colleague, scope: customerScope(colleague) }, { subscriptionId: id, change: CANCEL })).toEqual({ kind: "not-manager" });
    const stranger = { ...actor, tenantId: newId() };
    await expect(requestChange({ ...ctx, actor: stranger, scope: customerScope(stranger) }, { subscriptionId: id, change: CANCEL })).rejects.toMatchObject({ code: "not-found" });
    expect(await database().changeRequest.count()).toBe(0);
  });

  test("while Microsoft is busy with a change of somebody else's", async () => {
    const id = await world.subscribe();
    await world.settings({ windowMs: 600_000 });
    await world.microsoft.control("/webhooks/offers/teamboard", { method: "PUT", body: { url: "http://127.0.0.1:9/nobody" } });
    await world.microsoft.control(`/subscriptions/${id}/change-quantity`, { method: "POST", body: { quantity: 20 } });
    for (const change of [seats(15), CANCEL]) expect(await world.request(id, change)).toMatchObject({ kind: "refused" });
    expect((await world.requests()).map(({ state, problem }) => `${state} ${problem}`)).toEqual(["refused locked", "refused locked"]);
    expect(await world.alerts()).toEqual([]);
  });

  test("and is not told as refused where our registration is at fault: the staff is called", async () => {
    const id = await world.subscribe();
    await world.apiFaults({ path: PATCHED, method: "PATCH", kind: "status", status: 403 });
    expect(await world.request(id, seats(15))).toMatchObject({ kind: "refused" });
    expect(await world.requests()).toMatchObject([{ state: "refused", problem: "not-set-up", problemDetail: null }]);
    expect(await world.alerts()).toEqual(["change-not-taken"]);
    await world.apiFaults();
  });
});

type Step = { readonly name: string; readonly run: (id: string) => Promise<unknown> };
const step: fc.Arbitrary<Step> = fc.constantFrom<Step>(
  { name: "time", run: () => world.advance("PT2S") },
  { name: "Microsoft's call is looked after", run: () => world.work(["inbox.process"], 30) },
  { name: "a look at the change", run: () => world.work(["subscriptions.follow-change"], 30) },
  { name: "a look at the subscription", run: (id) => refreshSubscription(systemContext(), id) },
  { name: "the worker dies", run: () => database().job.updateMany({ where: { kind: "subscriptions.follow-change", state: "done" }, data: { state: "waiting", nextAt: currentTime() } }) },
  { name: "all calls again", run: () => database().job.updateMany({ where: { kind: "inbox.process", state: "done" }, data: { state: "waiting", nextAt: currentTime() } }) },
  { name: "the comparison", run: () => compareAll() },
);

async function compareAll(): Promise<void> {
  for (const { id } of await database().technicalConfiguration.findMany()) await reconcile(systemContext(), { technicalConfigurationId: id });
}

const CHANGES: readonly (readonly [Change, string])[] = [[seats(15), "ChangeQuantity"], [plan("team-annual"), "ChangePlan"], [CANCEL, "Unsubscribe"]];

test("in whatever order call, look, comparison, crash and replay come: we have what Microsoft has, and each change is one action of the requester's", { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...CHANGES), fc.constantFrom("none", "lost-answer", "drop", "crash"), fc.array(step, { maxLength: 8 }), fc.constantFrom(0, 0, 3000), fc.constantFrom("none", "delay", "duplicate", "lost"), fc.boolean(), async ([change, type], fault, steps, subscriptionLagMs, way, fails) => {
      await world.empty();
      const id = await world.subscribe();
      await world.settings({ subscriptionLagMs, retryAfterMs: 1000, retryAtMostMs: 1000, ownChangesThatFail: fails ? 1 : 0 });
      if (way !== "none") await world.faults({ way, times: 1, copies: 1 });
      if (fault === "crash") {
        const intent = await declareChange(await world.manager(id), { subscriptionId: id, change });
        if ("kind" in intent) throw new Error(intent.kind);
        const client = fulfillment(await getMarketplaceCredentials(intent.offerId));
        const options = { correlationId: newId(), patience: "interactive" } as const;
        if (change.kind === "plan") await client.changePlan(id, change.planId, options);
        else if (change.kind === "quantity") await client.changeQuantity(id, change.quantity, options);
        else await client.cancel(id, options);
        await database().changeRequest.updateMany({ data: { callingUntil: addSeconds(currentTime(), -1) } });
      } else {
        if (fault !== "none") await world.apiFaults({ path: PATCHED, method: change.kind === "cancel" ? "DELETE" : "PATCH", kind: fault, times: 1 });
        await world.request(id, change);
      }
      for (const { run } of steps) await run(id);
      for (let turn = 0; turn < 8; turn += 1) {
        await world.advance("PT10S");
        await world.work();
      }
      await compareAll();
      const theirs = await atMicrosoft(id);
      expect(await here(id)).toEqual(theirs);
      const [request] = await world.requests();
      const made = (await world.operations(id)).filter(({ status, action }) => status === "Succeeded" && action === type).length;
      expect(made).toBeLessThanOrEqual(1);
      expect(request?.state).toBe(made === 1 ? "succeeded" : "failed");
      const took = change.kind === "cancel" && ((await world.operations(id)).length > 0) ? ["Cancel by Mira Soto"] : [];
      expect(await world.log(id)).toEqual([...took, ...(made === 1 ? [`${type} by Mira Soto`] : [])]);
    }),
    { numRuns: Number(process.env.INTERLEAVINGS ?? 15) },
  );
});
