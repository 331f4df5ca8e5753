import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "../../db/client";
import type { Context, LandingScope, UserActor } from "../../kernel/context";
import { currentTime, addSeconds } from "../../kernel/clock";
import { decryptSecret, encryptSecret, randomSecret } from "../../kernel/crypto";
import { newId } from "../../kernel/ids";
import type { SimulatorProcess } from "../../marketplace/simulator-process";
import { activate } from "../activate";
import { followActivation } from "../follow";
import { openPortal, startMicrosoft, type Portal } from "../testing";
import { arrive } from "./arrive";
import { findGuestTenant, getOrder, hasLanding } from "./queries";

let microsoft: SimulatorProcess;
let portal: Portal;

beforeAll(async () => {
  microsoft = await startMicrosoft();
  portal = await openPortal(microsoft);
});
afterAll(async () => {
  await portal.close();
  await microsoft.stop();
});
beforeEach(() => portal.empty());

const landings = () => database().landingSession.findMany({ orderBy: { id: "asc" } });
const subscriptionOf = (subscriptionId: string) => database().subscription.findUniqueOrThrow({ where: { subscriptionId }, include: { managers: true, offer: true } });

/** Somebody with the landing context's browser comes as somebody else. */
function as(ctx: Context<LandingScope, UserActor>, actor: UserActor): Context<LandingScope, UserActor> {
  return { ...ctx, actor, correlationId: newId(), now: currentTime() };
}

async function managersOf(subscriptionId: string): Promise<{ objectId: string; reason: string }[]> {
  return (await subscriptionOf(subscriptionId)).managers.map(({ objectId, reason }) => ({ objectId, reason }));
}

/** A purchase by `buyer`, opened by `visitor` in a browser of their own. */
async function visit(request: Parameters<Portal["buy"]>[0], visitor: UserActor, options?: Parameters<Portal["land"]>[2]) {
  const { subscriptionId, token } = await portal.buy(request);
  const ctx = await portal.land(token, visitor, options);
  return { subscriptionId, token, ctx, outcome: await arrive(ctx) };
}

async function expectNothingStored(): Promise<void> {
  expect(await database().subscription.count()).toBe(0);
  expect(await database().subscriptionAction.count()).toBe(0);
  expect(await database().subscriptionManager.count()).toBe(0);
}

describe("an arrival", () => {
  it("keeps the token sealed until Microsoft has said what it stands for, and not after", async () => {
    const { subscriptionId, token } = await portal.buy({});
    const ctx = await portal.land(token, portal.person("mira"));
    const [before] = await landings();
    expect(before?.purchaseToken).not.toContain(token);
    expect(await decryptSecret(before?.purchaseToken ?? "")).toBe(token);
    expect(before?.expiresAt).toEqual(addSeconds(ctx.now, 24 * 3600));
    expect(await hasLanding(ctx.scope, ctx.now)).toBe(true);

    expect(await arrive(ctx)).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
    const [after] = await landings();
    expect(after).toMatchObject({ purchaseToken: null, resolvedAt: ctx.now, statusAtArrival: "PendingFulfillmentStart", problem: null, subscriptionInfoId: (await subscriptionOf(subscriptionId)).id });
    expect(JSON.stringify(await database().subscription.findMany())).not.toContain(token);
  });

  it("stores the subscription as Microsoft has it, and tells Microsoft under which request", async () => {
    const { subscriptionId, ctx } = await visit({ offerId: "teamboard", planId: "team-monthly", quantity: 7 }, portal.person("mira"), { offerKey: "teamboard" });
    const mira = portal.person("mira");
    const row = await subscriptionOf(subscriptionId);
    expect(row).toMatchObject({
      publisherId: ctx.scope.publisherId,
      offerId: ctx.scope.offerId,
      planId: "team-monthly",
      quantity: 7,
      perSeat: true,
      status: "PendingFulfillmentStart",
      tenantId: mira.tenantId,
      beneficiaryObjectId: mira.objectId,
      beneficiaryEmail: mira.email,
      purchaserTenantId: mira.tenantId,
      purchaserObjectId: mira.objectId,
      billingCycle: "P1M",
      autoRenew: true,
      isFreeTrial: false,
      startDate: null,
      endDate: null,
      name: "Teamboard - Mira Soto",
    });
    expect(row.allowedCustomerOperations.split(" ").sort()).toEqual(["Delete", "Read", "Update"]);
    expect(JSON.parse(row.planJson ?? "{}")).toMatchObject({ displayName: "Team" });
    expect(JSON.parse(row.marketplaceJson ?? "{}")).toMatchObject({ id: subscriptionId, sandboxType: "None" });
    expect(await portal.actions(subscriptionId)).toEqual([{ type: "Resolve", initiatorUserId: mira.objectId, actorTenantId: mira.tenantId }]);
    const [resolve, ...more] = await portal.sent("/resolve");
    expect(resolve).toMatchObject({ status: 200, correlationId: ctx.correlationId });
    expect(more).toEqual([]);
    expect(await portal.sent("/activate")).toEqual([]);
  });

  it("counts no seats on a flat plan", async () => {
    const { subscriptionId } = await visit({}, portal.person("mira"));
    expect(await subscriptionOf(subscriptionId)).toMatchObject({ quantity: 1, perSeat: false });
  });

  it("asks Microsoft no second time, also when the visitor comes back", async () => {
    const { subscriptionId, ctx } = await visit({}, portal.person("mira"));
    expect(await arrive({ ...ctx, correlationId: newId() })).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
    expect(await portal.sent("/resolve")).toHaveLength(1);
    expect(await portal.actions(subscriptionId)).toHaveLength(1);
    expect(await managersOf(subscriptionId)).toHaveLength(1);
  });

  it("resolves once for two tabs at the same moment", async () => {
    const { subscriptionId, token } = await portal.buy({});
    const ctx = await portal.land(token, portal.person("mira"));
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => arrive({ ...ctx, correlationId: newId() })));
    expect(outcomes).toEqual(outcomes.map(() => ({ kind: "arrived", offerKey: "ledgerlight" })));
    expect(await portal.actions(subscriptionId)).toMatchObject([{ type: "Resolve" }]);
    expect(await managersOf(subscriptionId)).toHaveLength(1);
    expect(await database().subscription.count()).toBe(1);
  });

  it("keeps both purchases that one browser brought before its sign-in, and shows the newer", async () => {
    const browser = randomSecret();
    const first = await portal.buy({});
    const second = await portal.buy({});
    await portal.land(first.token, portal.person("mira"), { browser });
    const ctx = await portal.land(second.token, portal.person("mira"), { browser });
    await arrive(ctx);
    for (const { subscriptionId } of [first, second]) {
      expect(await portal.actions(subscriptionId)).toMatchObject([{ type: "Resolve" }]);
      expect(await managersOf(subscriptionId)).toHaveLength(1);
    }
    const order = await getOrder(ctx);
    expect(order.kind === "resolved" && order.subscription.facts.subscriptionId).toBe(second.subscriptionId);
    expect((await landings()).map(({ purchaseToken }) => purchaseToken)).toEqual([null, null]);
  });

  it("is not hidden by links that are no purchase, however many were opened after it", async () => {
    const { token } = await portal.buy({});
    const mira = portal.person("mira");
    const browser = randomSecret();
    await portal.land(token, mira, { browser });
    await portal.land("made-up", mira, { browser });
    const ctx = await portal.land("made-up-too", mira, { browser });
    expect(await arrive(ctx)).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
    expect(await getOrder(as(ctx, mira))).toMatchObject({ kind: "resolved" });
    expect(await arrive(as(ctx, mira))).toEqual({ kind: "arrived", offerKey: "ledgerlight" });

    await portal.empty();
    const alone = await portal.land("made-up", mira);
    expect(await arrive(alone)).toEqual({ kind: "failed", problem: "token-refused" });
    expect(await getOrder(as(alone, mira))).toMatchObject({ kind: "unresolved", problem: "token-refused" });
  });

  it("shows the purchase that was opened last and loses none, in whatever order links and sign-ins come", async () => {
    const mira = portal.person("mira");
    const step = fc.constantFrom("buys", "opens the first link again", "opens a made-up link", "signs in");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const browser = randomSecret();
        const bought: { subscriptionId: string; token: string }[] = [];
        let ctx = await portal.land("made-up", mira, { browser });
        let opened: string | null = null;
        for (const each of steps) {
          if (each === "signs in") await arrive(ctx);
          else if (each === "opens a made-up link") ctx = await portal.land("made-up", mira, { browser });
          else {
            const purchase = each === "buys" || bought[0] === undefined ? await portal.buy({}) : bought[0];
            bought.push(purchase);
            opened = purchase.subscriptionId;
            ctx = await portal.land(purchase.token, mira, { browser });
          }
        }
        const outcome = await arrive(as(ctx, mira));
        const order = await getOrder(as(ctx, mira));
        if (opened === null) {
          expect(order).toMatchObject({ kind: "unresolved", problem: "token-refused" });
          return;
        }
        expect(outcome).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
        expect(order).toMatchObject({ kind: "resolved", subscription: { facts: { subscriptionId: opened } } });
        for (const { subscriptionId } of bought) expect(await managersOf(subscriptionId)).toHaveLength(1);
      }),
      { numRuns: 25 },
    );
  });

  it("loses no purchase behind one that is not for this portal", async () => {
    const browser = randomSecret();
    const mira = portal.person("mira");
    const { subscriptionId, token } = await portal.buy({});
    const foreign = await portal.buy({ offerId: "inkwell", planId: "standard-monthly", persona: "stella" });
    await portal.land(token, mira, { browser });
    expect(await arrive(await portal.land(foreign.token, mira, { browser }))).toMatchObject({ kind: "failed" });
    expect(await managersOf(subscriptionId)).toHaveLength(1);
  });

  it("claims nothing that the visitor has not looked at", async () => {
    const browser = randomSecret();
    const unnamed = await portal.buy({ csp: true });
    const second = await portal.buy({});
    await portal.land(unnamed.token, portal.person("jonas"), { browser });
    await arrive(await portal.land(second.token, portal.person("jonas"), { browser }));
    expect(await database().subscription.count()).toBe(2);
    expect(await managersOf(unnamed.subscriptionId)).toEqual([]);
  });

  it("forgets what the same browser brought before as well: it opened the link twice", async () => {
    const { subscriptionId, token } = await portal.buy({});
    const browser = randomSecret();
    await portal.land(token, portal.person("mira"), { browser });
    const other = await portal.land(token, portal.person("mira"));
    const ctx = await portal.land(token, portal.person("mira"), { browser });
    await arrive(ctx);
    const rows = await landings();
    expect(rows.map(({ purchaseToken }) => purchaseToken !== null)).toEqual([false, true, false]);
    expect(await hasLanding(other.scope, other.now)).toBe(true);
    expect(await portal.actions(subscriptionId)).toHaveLength(1);
  });

  it("is one more Resolve for every new link, of one subscription", async () => {
    const { subscriptionId } = await visit({}, portal.person("mira"));
    await arrive(await portal.land(await portal.newToken(subscriptionId), portal.person("mira")));
    expect((await portal.actions(subscriptionId)).map(({ type }) => type)).toEqual(["Resolve", "Resolve"]);
    expect(await database().subscription.count()).toBe(1);
  });

  it("stores two purchases of one browser apart", async () => {
    const browser = randomSecret();
    const first = await visit({}, portal.person("mira"), { browser });
    const second = await visit({ planId: "pro-monthly" }, portal.person("mira"), { browser });
    expect(await getOrder(second.ctx)).toMatchObject({ kind: "resolved", subscription: { facts: { subscriptionId: second.subscriptionId, planId: "pro-monthly" } } });
    expect(await managersOf(first.subscriptionId)).toHaveLength(1);
  });

  it("brings nothing where the browser is another one, or its time is over", async () => {
    const { token } = await portal.buy({});
    const ctx = await portal.land(token, portal.person("mira"));
    const { scope } = await portal.land(token, portal.person("mira"), { offerKey: "teamboard" });
    expect(await arrive({ ...ctx, scope: { ...ctx.scope, browserHash: scope.browserHash } })).toEqual({ kind: "nothing-brought" });
    expect(await arrive({ ...ctx, now: addSeconds(ctx.now, 24 * 3600) })).toEqual({ kind: "nothing-brought" });
    expect(await getOrder({ ...ctx, now: addSeconds(ctx.now, 24 * 3600) })).toEqual({ kind: "nothing-brought" });
    expect(await portal.sent()).toEqual([]);
  });
});

describe("a token of another offer", () => {
  it("of the same publisher leads to that offer", async () => {
    const { subscriptionId, ctx, outcome } = await visit({ offerId: "teamboard", planId: "team-monthly", quantity: 2 }, portal.person("mira"));
    expect(outcome).toEqual({ kind: "arrived", offerKey: "teamboard" });
    expect((await subscriptionOf(subscriptionId)).offer?.key).toBe("teamboard");
    expect(await getOrder(ctx)).toEqual({ kind: "nothing-brought" });
    const { offerId } = await subscriptionOf(subscriptionId);
    expect(await getOrder({ ...ctx, scope: { ...ctx.scope, offerId: offerId ?? 0 } })).toMatchObject({ kind: "resolved" });
  });

  it("leaves nothing behind where its link was opened twice", async () => {
    const browser = randomSecret();
    const { token } = await portal.buy({ offerId: "teamboard", planId: "team-monthly", quantity: 2 });
    await portal.land(token, portal.person("mira"), { browser });
    const ctx = await portal.land(token, portal.person("mira"), { browser });
    expect(await arrive(ctx)).toEqual({ kind: "arrived", offerKey: "teamboard" });
    expect(await getOrder(ctx)).toEqual({ kind: "nothing-brought" });
    expect(await arrive(ctx)).toEqual({ kind: "nothing-brought" });
  });

  it("of another publisher is kept out", async () => {
    const { ctx, outcome } = await visit({ offerId: "inkwell", planId: "standard-monthly", persona: "mira" }, portal.person("mira"));
    expect(outcome).toMatchObject({ kind: "failed" });
    await expectNothingStored();
    expect(await getOrder(ctx)).toMatchObject({ kind: "unresolved", requestId: ctx.correlationId });
  });

  it("that is not registered here is kept out until it is", async () => {
    const id = (await database().offer.findUniqueOrThrow({ where: { key: "teamboard" } })).id;
    await database().offer.update({ where: { id }, data: { offerId: "not-it" } });
    const { ctx, outcome } = await visit({ offerId: "teamboard", planId: "team-monthly" }, portal.person("mira"));
    expect(outcome).toEqual({ kind: "failed", problem: "offer-unknown" });
    await expectNothingStored();
    expect(await getOrder(ctx)).toEqual({ kind: "unresolved", problem: "offer-unknown", requestId: ctx.correlationId });

    await database().offer.update({ where: { id }, data: { offerId: "teamboard" } });
    expect(await arrive(ctx)).toEqual({ kind: "arrived", offerKey: "teamboard" });
  });

  it("in preview is one of the offer itself", async () => {
    const { subscriptionId, outcome } = await visit({ preview: true }, portal.person("mira"));
    expect(outcome).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
    expect((await subscriptionOf(subscriptionId)).offer?.offerId).toBe("ledgerlight");
  });

  it("does not take a subscription over that another publisher of the portal has", async () => {
    const { subscriptionId, ctx } = await visit({}, portal.person("mira"));
    const other = await database().publisher.findUniqueOrThrow({ where: { key: "fabrikam-apps" } });
    await database().subscription.update({ where: { subscriptionId }, data: { publisherId: other.id } });
    const again = await portal.land(await portal.newToken(subscriptionId), portal.person("mira"));
    expect(await arrive(again)).toEqual({ kind: "failed", problem: "refused" });
    expect((await subscriptionOf(subscriptionId)).publisherId).toBe(other.id);
    expect(await portal.actions(subscriptionId)).toHaveLength(1);
    await expect(getOrder(ctx)).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("when Microsoft cannot say what the token stands for", () => {
  it.each(["no token at all", "AAAA".repeat(60), "a+b/c=", "%2B"])("junk is refused: %s", async (junk) => {
    const ctx = await portal.land(junk, portal.person("mira"));
    expect(await arrive(ctx)).toEqual({ kind: "failed", problem: "token-refused" });
    await expectNothingStored();
    expect(await getOrder(ctx)).toEqual({ kind: "unresolved", problem: "token-refused", requestId: ctx.correlationId });
  });

  it("a token that expired is refused, and a new link of the same purchase is not", async () => {
    const { subscriptionId, token } = await portal.buy({});
    await microsoft.control("/clock", { method: "POST", body: { advance: "PT25H" } });
    const browser = randomSecret();
    expect(await arrive(await portal.land(token, portal.person("mira"), { browser }))).toEqual({ kind: "failed", problem: "token-refused" });
    await expectNothingStored();
    expect(await arrive(await portal.land(await portal.newToken(subscriptionId), portal.person("mira"), { browser }))).toMatchObject({ kind: "arrived" });
  });

  it.each([
    ["500", { kind: "status", status: 500 }],
    ["429 without an end", { kind: "status", status: 429, retryAfter: 600 }],
    ["an HTML page", { kind: "html" }],
    ["no connection", { kind: "drop" }],
    ["invalid JSON", { kind: "invalid-json" }],
    ["an empty answer", { kind: "empty" }],
  ] as const)("%s: the problem is kept, nothing is half written, and another try works", async (_, fault) => {
    const { subscriptionId, token } = await portal.buy({});
    const ctx = await portal.land(token, portal.person("mira"));
    await portal.faults({ path: "/resolve$", ...fault });
    expect(await arrive(ctx)).toEqual({ kind: "failed", problem: "unavailable" });
    await expectNothingStored();
    const [kept] = await landings();
    expect(kept).toMatchObject({ problem: "unavailable", problemCorrelationId: ctx.correlationId, resolvedAt: null, subscriptionInfoId: null });
    expect(await decryptSecret(kept?.purchaseToken ?? "")).toBe(token);

    await portal.faults();
    expect(await arrive({ ...ctx, correlationId: newId() })).toEqual({ kind: "arrived", offerKey: "ledgerlight" });
    expect((await landings())[0]).toMatchObject({ problem: null, problemCorrelationId: null, purchaseToken: null });
    expect(await portal.actions(subscriptionId)).toHaveLength(1);
  });

  it("one failing answer is not worth telling: it is asked again by itself", async () => {
    const { token } = await portal.buy({});
    await portal.faults({ path: "/resolve$", kind: "status", status: 503, times: 1 });
    expect(await arrive(await portal.land(token, portal.person("mira")))).toMatchObject({ kind: "arrived" });
    expect((await portal.sent("/resolve")).map(({ status }) => status)).toEqual([503, 200]);
  });

  it("the price may be missing: the purchase is not lost over it", async () => {
    await portal.faults({ path: "/listAvailablePlans$", kind: "status", status: 400 });
    const { subscriptionId, outcome } = await visit({ offerId: "teamboard", planId: "team-monthly", quantity: 3 }, portal.person("mira"), { offerKey: "teamboard" });
    expect(outcome).toMatchObject({ kind: "arrived" });
    expect(await subscriptionOf(subscriptionId)).toMatchObject({ planJson: null, perSeat: true, quantity: 3 });
  });

  it.each([
    ["a secret that Entra does not take", { clientId: null, clientSecret: "wrong" }],
    ["an application that Entra does not know", { clientId: "00000000-0000-4000-8000-00000000dead", clientSecret: null }],
  ])("%s is ours to repair", async (_, { clientId, clientSecret }) => {
    const configuration = await database().technicalConfiguration.findFirstOrThrow({ where: { publisher: { key: "northwind-labs" } } });
    await database().technicalConfiguration.update({ where: { id: configuration.id }, data: { ...(clientId ? { clientId } : {}), ...(clientSecret ? { clientSecret: await encryptSecret(clientSecret) } : {}) } });
    const { ctx, outcome } = await visit({}, portal.person("mira"));
    expect(outcome).toEqual({ kind: "failed", problem: "not-set-up" });
    await expectNothingStored();
    await database().technicalConfiguration.update({ where: { id: configuration.id }, data: configuration });
    expect(await arrive(ctx)).toMatchObject({ kind: "arrived" });
  });
});

describe("whom an arrival makes a manager", () => {
  it("the beneficiary", async () => {
    const { subscriptionId } = await visit({}, portal.person("mira"));
    expect((await subscriptionOf(subscriptionId)).managers).toMatchObject([{ ...pick(portal.person("mira")), reason: "beneficiary" }]);
  });

  it("the purchaser of the same tenant, who bought for a colleague", async () => {
    const { subscriptionId, ctx } = await visit({}, portal.person("mira"));
    // Microsoft lets somebody else be the beneficiary; the simulator does not, so Microsoft's answer is told here.
    await database().subscriptionManager.deleteMany();
    await database().subscription.update({ where: { subscriptionId }, data: { beneficiaryObjectId: portal.person("zoe").objectId } });
    await arrive(ctx);
    expect(await managersOf(subscriptionId)).toEqual([{ objectId: portal.person("mira").objectId, reason: "purchaser" }]);
    await arrive(as(ctx, portal.person("zoe")));
    expect(await managersOf(subscriptionId)).toContainEqual({ objectId: portal.person("zoe").objectId, reason: "beneficiary" });
  });

  it.each([
    ["a colleague", "jonas", "ask-colleague"],
    ["a stranger", "stella", "wrong-account"],
    ["a stranger with a personal account", "paula", "wrong-account"],
  ] as const)("not %s", async (_, key, view) => {
    const { subscriptionId, ctx } = await visit({}, portal.person(key));
    expect(await managersOf(subscriptionId)).toEqual([]);
    expect(await getOrder(ctx)).toMatchObject({ kind: "resolved", subscription: { rights: { view, mayActivate: false } } });
    await arrive(as(ctx, portal.person("mira")));
    expect(await managersOf(subscriptionId)).toEqual([{ objectId: portal.person("mira").objectId, reason: "beneficiary" }]);
  });

  it("a guest in the tenant that invited them, and not at home", async () => {
    const { subscriptionId, ctx } = await visit({ persona: "nadia" }, portal.person("nadia"));
    expect(await managersOf(subscriptionId)).toEqual([]);
    expect(await getOrder(ctx)).toMatchObject({ subscription: { visitor: "guest", rights: { view: "sign-in-as-guest" } }, boughtByOrganisation: true });
    expect(await findGuestTenant(ctx.scope, ctx.now)).toBe(portal.person("mira").tenantId);

    const guest = as(ctx, portal.person("nadia", "guest"));
    await arrive(guest);
    expect(await managersOf(subscriptionId)).toEqual([{ objectId: guest.actor.objectId, reason: "beneficiary" }]);
  });

  it("a personal account that the purchase names, and no other one", async () => {
    const { subscriptionId, ctx } = await visit({ persona: "paula" }, { ...portal.person("paula"), objectId: newId() });
    expect(await managersOf(subscriptionId)).toEqual([]);
    expect(await findGuestTenant(ctx.scope, ctx.now)).toBeNull();
    await arrive(as(ctx, portal.person("paula")));
    expect(await managersOf(subscriptionId)).toEqual([{ objectId: portal.person("paula").objectId, reason: "personal-account" }]);
  });

  it("not the reseller, who may activate", async () => {
    const { subscriptionId, ctx } = await visit({ csp: true }, portal.person("rico"));
    expect(await managersOf(subscriptionId)).toEqual([]);
    expect(await getOrder(ctx)).toMatchObject({ subscription: { visitor: "reseller", rights: { mayActivate: true } } });
  });

  it("the first of several claimants who come at once, and none after", async () => {
    const { subscriptionId, token } = await portal.buy({ csp: true });
    const people = [portal.person("mira"), portal.person("jonas"), portal.person("zoe")];
    const arrivals = await Promise.all(people.map((person) => portal.land(token, person)));
    await Promise.all(arrivals.map((ctx) => arrive(ctx)));
    const [claimant, ...more] = await managersOf(subscriptionId);
    expect(more).toEqual([]);
    expect(claimant?.reason).toBe("claimant");
    expect((await portal.actions(subscriptionId)).filter(({ type }) => type === "AddManager")).toMatchObject([{ initiatorUserId: claimant?.objectId }]);

    for (const ctx of arrivals) {
      const order = await getOrder(ctx);
      const visitor = ctx.actor.objectId === claimant?.objectId ? "claimant" : "colleague";
      expect(order).toMatchObject({ subscription: { visitor, rights: { mayActivate: visitor === "claimant" } } });
    }
  });

  it("nobody where it has ended", async () => {
    const { subscriptionId, token } = await portal.buy({});
    await portal.change(subscriptionId, "unsubscribe");
    const ctx = await portal.land(token, portal.person("mira"));
    expect(await arrive(ctx)).toMatchObject({ kind: "arrived" });
    expect(await managersOf(subscriptionId)).toEqual([]);
    expect(await getOrder(ctx)).toMatchObject({ subscription: { rights: { view: "ended" } } });
  });

  it("whoever of two people in one browser comes second as well", async () => {
    const { subscriptionId, token } = await portal.buy({});
    const ctx = await portal.land(token, portal.person("jonas"));
    await Promise.all([arrive(ctx), arrive(as(ctx, portal.person("mira")))]);
    expect(await managersOf(subscriptionId)).toEqual([{ objectId: portal.person("mira").objectId, reason: "beneficiary" }]);
  });
});

describe("the order page", () => {
  it("tells whoever saw the activation through that it worked, and nobody who came later", async () => {
    const { subscriptionId, ctx } = await visit({}, portal.person("mira"));
    await activate(portal.customer(ctx.actor), { subscriptionId, contactEmail: "mira@auroradental.example" });
    await followActivation(portal.customer(ctx.actor), subscriptionId);
    expect(await getOrder(ctx)).toMatchObject({ activatedSinceArrival: true, subscription: { facts: { state: "subscribed" } } });
    const later = await portal.land(await portal.newToken(subscriptionId), portal.person("mira"));
    await arrive(later);
    expect(await getOrder(later)).toMatchObject({ activatedSinceArrival: false, subscription: { rights: { view: "manage" } } });
  });

  it("does not call it active when it failed", async () => {
    const { subscriptionId, ctx } = await visit({ activation: "fails-late" }, portal.person("mira"));
    await activate(portal.customer(ctx.actor), { subscriptionId, contactEmail: "mira@auroradental.example" });
    await followActivation(portal.customer(ctx.actor), subscriptionId);
    expect(await getOrder(ctx)).toMatchObject({ activatedSinceArrival: false, subscription: { rights: { view: "ended" } } });
  });
});

function pick({ tenantId, objectId, name, email }: UserActor) {
  return { tenantId, objectId, name, email };
}
