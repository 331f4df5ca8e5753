import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAudit } from "../auth/audit";
import { publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { PublisherScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { exportInbox } from "./export-inbox";
import { ALL_CALLS, type InboxFilter } from "./filter";
import { countFailedCalls, countInbox, countReplayable, getInboxCall, listInbox, readLastCallAt } from "./queries";
import { revealBody } from "./reveal";

const [AURORA, HARBOR, ELSEWHERE] = [newId(), newId(), newId()];
const FACTS = { action: "ChangeQuantity", from: { planId: "basic", quantity: 5 }, to: { planId: "basic", quantity: 12 }, assignedSeats: 3, requestSource: "Azure", rules: { decisionUrl: "https://isv.example/decide?key=secret", whenSilent: "accept", plans: [{ planId: "basic", perSeat: true, level: null, changesTo: null, minSeats: 1, maxSeats: 50 }] }, publisher: { decision: "accept", reason: "x", isSilent: false, words: "It answered: accept.", milliseconds: 40 } };

let mine: TestDatabase;
const scopes: Record<string, PublisherScope> = {};
const scopeOf = (key: string): PublisherScope => scopes[key] ?? expect.fail(key);
/** Numbers by name. */
const numbers: Record<string, number> = {};
const nameOf = (number: number): string => Object.keys(numbers).find((name) => numbers[name] === number) ?? "";

async function publish(key: string, offers: readonly string[]): Promise<void> {
  const publisher = await database().publisher.create({ data: { key, name: key, technicalConfigurations: { create: { tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: new Date() } } }, include: { technicalConfigurations: true } });
  scopes[key] = publisherScope({ publisherId: publisher.id, publisherKey: key, role: "viewer" });
  for (const offer of offers) await database().offer.create({ data: { key: offer, offerId: offer, name: offer.toUpperCase(), publisherId: publisher.id, technicalConfigurationId: publisher.technicalConfigurations[0]?.id ?? 0 } });
}

async function store(name: string, { offer = "ledger", ...given }: { offer?: string; subscriptionId?: string; operationId?: string; action?: string; requestSource?: string | null; receivedAt?: Date; state?: string; outcome?: string | null; decision?: string | null; decisionFacts?: string; body?: string; headers?: string } = {}): Promise<void> {
  const { id, publisherId } = await database().offer.findUniqueOrThrow({ where: { key: offer } });
  const receivedAt = given.receivedAt ?? new Date("2026-03-10T12:00:00Z");
  const row = await database().inboxEvent.create({
    data: { id: newId(), publisherId, offerId: id, subscriptionId: AURORA, operationId: newId(), action: "ChangeQuantity", requestSource: "Azure", lastReceivedAt: receivedAt, body: "{}", headers: "{}", correlationId: "-", state: "processed", outcome: "applied", decision: "accepted", ...given, receivedAt },
  });
  numbers[name] = row.number;
}

beforeAll(async () => {
  mine = await testDatabase();
  await publish("northwind", ["ledger", "board"]);
  await publish("fabrikam", ["forge"]);
  for (const [publisherKey, subscriptionId, name] of [["northwind", AURORA, "Aurora Dental"], ["northwind", HARBOR, "Harbor % Co"], ["fabrikam", ELSEWHERE, "Aurora of Fabrikam"]] as const) {
    await database().subscription.create({ data: { id: newId(), subscriptionId, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M", publisherId: scopeOf(publisherKey).publisherId, name, createdAt: new Date() } });
  }
  await store("plain", { body: JSON.stringify({ emailId: "mira@aurora.example", planId: "basic" }), headers: JSON.stringify({ "user-agent": "Microsoft", from: "mira@aurora.example" }), decisionFacts: JSON.stringify(FACTS) });
  await store("refused", { decision: "refused", outcome: "refused", action: "ChangePlan", subscriptionId: HARBOR });
  await store("unverified", { subscriptionId: "no id at all", operationId: "op-7", outcome: "unverified", requestSource: null });
  await store("failed", { offer: "board", state: "failed", outcome: null, action: "Surprise", decision: "noted" });
  await store("undecided", { state: "waiting", outcome: null, decision: null, requestSource: "Partner", receivedAt: new Date("2026-03-11T00:00:00Z") });
  await store("late", { receivedAt: new Date("2026-03-11T23:59:59.999Z") });
  await store("theirs", { offer: "forge", subscriptionId: ELSEWHERE });
});
afterAll(() => mine.close());

const ALL = ["late", "undecided", "failed", "unverified", "refused", "plain"];

describe("a publisher's inbox", () => {
  it.each<[Partial<InboxFilter>, readonly string[]]>([
    [{}, ALL],
    [{ states: ["failed"] }, ["failed"]],
    [{ states: ["failed", "waiting"] }, ["undecided", "failed"]],
    [{ states: ["gone"] }, []],
    [{ outcomes: ["refused", "unverified"] }, ["unverified", "refused"]],
    [{ outcomes: ["?"] }, []],
    [{ decisions: ["refused"] }, ["refused"]],
    [{ decisions: ["undecided"] }, ["undecided"]],
    [{ decisions: ["undecided", "noted"] }, ["undecided", "failed"]],
    [{ decisions: ["maybe"] }, []],
    [{ actions: ["Surprise"] }, ["failed"]],
    [{ actions: ["Nothing"] }, []],
    [{ offerKeys: ["board"] }, ["failed"]],
    [{ offerKeys: ["forge"] }, []],
    [{ sources: ["Partner"] }, ["undecided"]],
    [{ sources: ["unsaid"] }, ["unverified"]],
    [{ sources: ["unsaid", "Partner"] }, ["undecided", "unverified"]],
    [{ sources: ["x"] }, []],
    [{ search: AURORA.toUpperCase() }, ["late", "undecided", "failed", "plain"]],
    [{ search: ELSEWHERE }, []],
    [{ search: " aurora " }, ["late", "undecided", "failed", "plain"]],
    [{ search: "OP-7" }, ["unverified"]],
    [{ search: "nobody" }, []],
    [{ search: "harbor", decisions: ["refused"] }, ["refused"]],
    [{ from: "2026-03-11" }, ["late", "undecided"]],
    [{ to: "2026-03-10" }, ["failed", "unverified", "refused", "plain"]],
    [{ from: "2026-03-11", to: "2026-03-11" }, ["late", "undecided"]],
    [{ from: "2026-03-12" }, []],
    ...["2026-02-30", "tomorrow", "0001-01-01", "9999-12-31", "2026-3-1"].map((from): [Partial<InboxFilter>, readonly string[]] => [{ from }, []]),
    [{ to: "yesterday" }, []],
  ])("%j", async (filter, expected) => {
    const { items } = await listInbox(scopeOf("northwind"), filter);
    expect(items.map(({ number }) => nameOf(number))).toEqual(expected);
    const exported = [];
    for await (const batch of exportInbox(scopeOf("northwind"), { ...ALL_CALLS, ...filter })) exported.push(...batch.map(({ number }) => nameOf(Number(number))));
    expect(exported).toEqual(expected);
  });

  it("comes page by page, and back", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let back: string | null = null;
    do {
      const page = await listInbox(scopeOf("northwind"), { limit: 4, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map(({ number }) => nameOf(number)));
      back = page.previousCursor;
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(seen).toEqual(ALL);
    expect((await listInbox(scopeOf("northwind"), { limit: 4, cursor: back ?? "" })).items.map(({ number }) => nameOf(number))).toEqual(ALL.slice(0, 4));
    await expect(listInbox(scopeOf("northwind"), { cursor: "x" })).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("names the subscription where it is one of this publisher's", async () => {
    const { items } = await listInbox(scopeOf("northwind"));
    expect(items.map(({ subscriptionName }) => subscriptionName)).toEqual(["Aurora Dental", "Aurora Dental", "Aurora Dental", null, "Harbor % Co", "Aurora Dental"]);
    await database().inboxEvent.update({ where: { number: numbers.failed ?? 0 }, data: { subscriptionId: ELSEWHERE } });
    expect((await listInbox(scopeOf("northwind"), { states: ["failed"] })).items[0]?.subscriptionName).toBeNull();
  });

  it("is counted", async () => {
    expect(await countInbox(scopeOf("northwind"))).toEqual({ waiting: 1, processed: 4, failed: 1 });
    expect(await countFailedCalls(scopeOf("northwind"))).toBe(1);
    expect(await countReplayable(scopeOf("northwind"))).toBe(2);
    expect([await countFailedCalls(scopeOf("fabrikam")), await countReplayable(scopeOf("fabrikam"))]).toEqual([0, 0]);
    expect(await readLastCallAt(scopeOf("northwind"))).toEqual(new Date("2026-03-11T23:59:59.999Z"));
  });
});

describe("one call", () => {
  it("is told with its steps, jobs, operation and decision, and without personal data", async () => {
    const { publisherId } = scopeOf("northwind");
    const { id, operationId } = await database().inboxEvent.findUniqueOrThrow({ where: { number: numbers.plain ?? 0 } });
    const at = new Date();
    for (const step of ["decided", "verified"]) await database().inboxStep.create({ data: { eventNumber: numbers.plain ?? 0, at, step, correlationId: "-" } });
    for (const key of [`inbox ${id}`, `inbox ${id} replay 1`, `inbox ${newId()}`]) await database().job.create({ data: { kind: "inbox.process", key, publisherId, input: "{}", state: "done", correlationId: "-", createdAt: at } });
    const subscription = await database().subscription.findUniqueOrThrow({ where: { subscriptionId: AURORA } });
    await database().operation.create({ data: { publisherId, subscriptionInfoId: subscription.id, operationId, action: "ChangeQuantity", status: "Succeeded", quantityFrom: 5, quantityTo: 12, startedAt: at, correlationId: "-" } });
    const call = await getInboxCall(scopeOf("northwind"), numbers.plain ?? 0);
    expect(call).toMatchObject({ subscriptionName: "Aurora Dental", offerKey: "ledger", operation: { status: "Succeeded", quantityFrom: 5, quantityTo: 12 }, headers: [["user-agent", "Microsoft"], ["from", "[mail address]"]] });
    expect(call.steps.map(({ step }) => step)).toEqual(["decided", "verified"]);
    expect(call.jobs).toHaveLength(2);
    expect(JSON.parse(call.maskedBody)).toEqual({ emailId: "[mail address]", planId: "basic" });
    expect(call.facts).toMatchObject({ assignedSeats: 3, to: { quantity: 12 }, rules: { decisionUrl: "https://isv.example/decide?…", plans: [{ planId: "basic", maxSeats: 50 }] }, publisher: { milliseconds: 40 } });
    expect(JSON.stringify(call)).not.toContain("mira@");
  });

  it.each(["{}", "null", "x", '{"action":7}'])("facts of another form are left out: %s", async (decisionFacts) => {
    await database().inboxEvent.update({ where: { number: numbers.late ?? 0 }, data: { decisionFacts, headers: decisionFacts } });
    expect((await getInboxCall(scopeOf("northwind"), numbers.late ?? 0)).facts).toBeNull();
  });

  it("of another publisher is not there, neither to be seen nor to be revealed", async () => {
    const actor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya", email: null } as const;
    const ctx = { actor, scope: scopeOf("northwind"), correlationId: "-", now: new Date() };
    for (const number of [numbers.theirs ?? 0, 99_999]) {
      await expect(getInboxCall(ctx.scope, number)).rejects.toMatchObject({ code: "not-found" });
      await expect(revealBody(ctx, number)).rejects.toMatchObject({ code: "not-found" });
    }
    expect((await listAudit(ctx.scope, {})).items).toEqual([]);
    expect(await revealBody(ctx, numbers.plain ?? 0)).toContain("mira@aurora.example");
    expect((await listAudit(ctx.scope, {})).items).toMatchObject([{ type: "InboxRevealed", actorName: "Priya", subject: `Call ${numbers.plain}: ChangeQuantity`, details: JSON.stringify({ subscriptionId: AURORA }) }]);
  });
});
