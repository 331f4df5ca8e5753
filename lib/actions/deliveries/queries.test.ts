import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publisherScope } from "../../auth/scope";
import { database } from "../../db/client";
import { insertMany } from "../../db/insert-many";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { transaction } from "../../db/transaction";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { PublisherScope, Role } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { healthOf, listEndpointHealth, MOST_COUNTED } from "./health";
import { findEndpointId, getDelivery, listDeliveries, MOST_LOOKED_THROUGH, type DeliveryFilter } from "./queries";
import type { DeliveryKind, DeliveryState } from "./schema";
import { makeTold, systemContext, type Told } from "./testing";

const NOW = currentTime();
const BODY = '{"secret":"of somebody"}';

let mine: TestDatabase;
let own: Told;
let other: Told;
let activationEndpointId: number;
let microsoftId: string;
beforeAll(async () => {
  mine = await testDatabase();
  own = await makeTold("https://told.example/log?code=hidden", { subscriptions: 2 });
  other = await makeTold("https://other.example/log");
  ({ id: activationEndpointId } = await database().endpoint.create({ data: { publisherId: own.publisherId, offerId: own.offerId, kind: "activation", url: "https://told.example:8443/set-up", createdAt: NOW } }));
  microsoftId = (await database().subscription.findUniqueOrThrow({ where: { id: own.subscriptions[0] ?? "" } })).subscriptionId;
});
afterAll(() => mine.close());

const scopeOf = ({ publisherId }: Told, role: Role = "viewer"): PublisherScope => publisherScope({ publisherId, publisherKey: "told", role });

interface Row {
  readonly told?: Told;
  readonly endpointId?: number;
  readonly kind?: DeliveryKind;
  readonly state?: DeliveryState;
  readonly subscription?: string;
}

function rowOf({ told = own, endpointId = told.endpointId, kind = "action", state = "delivered", subscription }: Row) {
  return { id: newId(), publisherId: told.publisherId, endpointId, kind, subject: kind === "test" ? "Test" : "Renew", subscriptionInfoId: subscription ?? null, body: BODY, state, createdAt: NOW, triedSince: NOW, nextAt: state === "waiting" ? NOW : null, finishedAt: state === "waiting" ? null : NOW, correlationId: "c" };
}

async function write(row: Row = {}): Promise<number> {
  return (await database().delivery.create({ data: rowOf(row) })).number;
}

async function writeMany(count: number, row: Row): Promise<void> {
  const rows = Array.from({ length: count }, () => rowOf(row));
  await transaction(systemContext(), async ({ tx }) => {
    for (let from = 0; from < rows.length; from += 1_000) await insertMany(tx, "Deliveries", rows.slice(from, from + 1_000), async () => undefined);
  });
}

async function attempt(deliveryNumber: number, endpointId: number, number: number, what: object): Promise<void> {
  await database().deliveryAttempt.create({ data: { deliveryNumber, endpointId, attempt: number, url: "https://told.example/log", startedAt: NOW, ...what } });
}

describe("the list", () => {
  const numbers: Record<string, number> = {};
  beforeAll(async () => {
    numbers.dead = await write({ state: "dead", subscription: own.subscriptions[0] ?? "" });
    numbers.waiting = await write({ state: "waiting", subscription: own.subscriptions[1] ?? "" });
    numbers.activation = await write({ endpointId: activationEndpointId, kind: "activation", subscription: own.subscriptions[0] ?? "" });
    numbers.test = await write({ endpointId: activationEndpointId, kind: "test", state: "withdrawn" });
    numbers.others = await write({ told: other, state: "dead" });
  });

  const named = (found: readonly number[]): string[] => found.map((number) => Object.entries(numbers).find(([, each]) => each === number)?.[0] ?? "?");
  const listed = async (filter: Partial<DeliveryFilter>, told = own): Promise<string[]> => named((await listDeliveries(scopeOf(told), filter)).items.map(({ number }) => number));

  it.each<[string, () => Partial<DeliveryFilter>, string[]]>([
    ["nothing", () => ({}), ["test", "activation", "waiting", "dead"]],
    ["a state", () => ({ state: "dead" }), ["dead"]],
    ["an endpoint", () => ({ endpointId: own.endpointId }), ["waiting", "dead"]],
    ["another endpoint, over all its states", () => ({ endpointId: activationEndpointId }), ["test", "activation"]],
    ["endpoint and state", () => ({ endpointId: own.endpointId, state: "waiting" }), ["waiting"]],
    ["a kind", () => ({ kind: "test" }), ["test"]],
    ["kind and endpoint", () => ({ kind: "activation", endpointId: activationEndpointId }), ["activation"]],
    ["kind and state, of which there is none", () => ({ kind: "test", state: "dead" }), []],
    ["a subscription, as Microsoft calls it", () => ({ search: ` ${microsoftId.toUpperCase()} ` }), ["activation", "dead"]],
    ["a subscription and a state", () => ({ search: microsoftId, state: "dead" }), ["dead"]],
    ["a subscription and an endpoint", () => ({ search: microsoftId, endpointId: activationEndpointId }), ["activation"]],
    ["what is no id", () => ({ search: "100%_" }), []],
    ["another publisher's endpoint", () => ({ endpointId: other.endpointId }), []],
    ["another publisher's endpoint and a state", () => ({ endpointId: other.endpointId, state: "dead" }), []],
  ])("by %s", async (_, filter, expected) => {
    expect(await listed(filter())).toEqual(expected);
  });

  it("finds a message by its webhook-id, and none of another publisher's", async () => {
    const ids = await database().delivery.findMany({ where: { number: { in: [numbers.dead ?? 0, numbers.others ?? 0] } }, orderBy: { number: "asc" }, select: { id: true } });
    expect(await Promise.all(ids.map(({ id }) => listed({ search: `msg_${id}` })))).toEqual([["dead"], []]);
    expect(await listed({ search: microsoftId }, other)).toEqual([]);
  });

  it("is of all publishers for the command line, by state as well", async () => {
    const of = async (filter: Partial<DeliveryFilter>) => named((await listDeliveries(systemContext().scope, filter)).items.map(({ number }) => number));
    expect(await of({})).toEqual(["others", "test", "activation", "waiting", "dead"]);
    expect(await of({ state: "dead" })).toEqual(["others", "dead"]);
  });

  it("tells nothing of the body, and where it went", async () => {
    const { items } = await listDeliveries(scopeOf(own), { state: "dead" });
    expect(items).toMatchObject([{ subject: "Renew", attempts: 0, endpoint: { id: own.endpointId, kind: "log" }, subscription: { id: microsoftId, name: microsoftId } }]);
    expect(JSON.stringify(items)).not.toContain("somebody");
  });

  it("is paged both ways, also over the states of one endpoint", async () => {
    const scope = scopeOf(own);
    for (const filter of [{}, { endpointId: own.endpointId }, { kind: "action" }]) {
      const all = (await listDeliveries(scope, filter)).items.map(({ number }) => number);
      const first = await listDeliveries(scope, { ...filter, limit: 1 });
      const second = await listDeliveries(scope, { ...filter, limit: 1, cursor: first.nextCursor ?? "" });
      const back = await listDeliveries(scope, { ...filter, limit: 1, cursor: second.previousCursor ?? "" });
      expect([first, second, back].map(({ items }) => items[0]?.number)).toEqual([all[0], all[1], all[0]]);
    }
    await expect(listDeliveries(scope, { cursor: "made-up" })).rejects.toMatchObject({ code: "invalid-input" });
  });

  it("pauses where it has looked through very many, and goes on from there", async () => {
    const many = await makeTold("https://many.example/log");
    const rare = await write({ told: many, kind: "test" });
    await writeMany(MOST_LOOKED_THROUGH + 10, { told: many });
    const first = await listDeliveries(scopeOf(many), { kind: "test" });
    expect([first.items, first.cutShort]).toEqual([[], "next"]);
    const second = await listDeliveries(scopeOf(many), { kind: "test", cursor: first.nextCursor ?? "" });
    expect([second.items.map(({ number }) => number), second.cutShort]).toEqual([[rare], null]);
  });
});

describe("one message", () => {
  it("is its publisher's alone", async () => {
    const number = await write();
    expect(await getDelivery(scopeOf(own), number)).toMatchObject({ number, hasAddress: true });
    for (const [told, asked] of [[other, number], [own, 2 ** 31 - 1]] as const) await expect(getDelivery(scopeOf(told), asked)).rejects.toMatchObject({ code: "not-found" });
  });

  it("comes with its newest attempts, each in words", async () => {
    const number = await write({ state: "waiting" });
    for (const [count, what] of [{ outcome: "failed", status: 500, problem: "status", answer: "no", milliseconds: 12, clockSkewSeconds: -300 }, { outcome: "refused", problem: "private-address" }, { outcome: "failed", problem: "connection ECONNREFUSED" }, { outcome: "lost" }, { outcome: "failed", problem: "of-tomorrow" }, {}].entries()) await attempt(number, own.endpointId, count + 1, what);
    const { made } = await getDelivery(scopeOf(own), number);
    expect(made.map(({ attempt: each, problem }) => [each, problem])).toEqual([
      [6, null],
      [5, "of-tomorrow"],
      [4, expect.stringContaining("may have arrived")],
      [3, "No connection came about, or it broke off. (ECONNREFUSED)"],
      [2, expect.stringContaining("private network")],
      [1, expect.stringContaining("not with success")],
    ]);
    expect(made.at(-1)).toMatchObject({ status: 500, answer: "no", milliseconds: 12, clockSkewSeconds: -300, outcome: "failed" });
  });

  it("shows its body and what was answered, but of an activation only to those who may see personal data", async () => {
    const [action, activation] = [await write(), await write({ endpointId: activationEndpointId, kind: "activation" })];
    for (const [number, endpointId] of [[action, own.endpointId], [activation, activationEndpointId]] as const) await attempt(number, endpointId, 1, { outcome: "delivered", answer: "Thank you, Mira" });
    expect(await getDelivery(scopeOf(own), action)).toMatchObject({ made: [{ answer: "Thank you, Mira", isAnswerHidden: false }] });
    const { sent } = await getDelivery(scopeOf(own), action);
    expect([sent?.body, sent?.curl]).toEqual([BODY, expect.stringContaining("URL='https://told.example/log'")]);
    const hidden = await getDelivery(scopeOf(own), activation);
    expect(hidden).toMatchObject({ sent: null, made: [{ answer: null, isAnswerHidden: true }] });
    expect(JSON.stringify([hidden, await getDelivery(scopeOf(own), action)])).not.toContain("code=hidden");
    expect(await getDelivery(scopeOf(own, "operator"), activation)).toMatchObject({ sent: null, made: [{ answer: "Thank you, Mira", isAnswerHidden: false }] });
  });
});

describe("how endpoints do", () => {
  it.each<[string, readonly (readonly [string | null, number | null, kind?: string])[], ReturnType<typeof healthOf>]>([
    ["nothing was tried", [], { attempts: 0, successRate: null, medianMilliseconds: null, p95Milliseconds: null }],
    ["one is under way", [[null, null]], { attempts: 0, successRate: null, medianMilliseconds: null, p95Milliseconds: null }],
    ["all went well", [["delivered", 30], ["delivered", 10], ["delivered", 20]], { attempts: 3, successRate: 1, medianMilliseconds: 20, p95Milliseconds: 30 }],
    ["what was not sent took no time; what was cut off or was a test says nothing", [["delivered", 40], ["failed", 20], ["refused", 0], ["lost", null], ["failed", 90, "test"], ["delivered", 1, "test"]], { attempts: 3, successRate: 1 / 3, medianMilliseconds: 20, p95Milliseconds: 40 }],
    ["twenty of them", Array.from({ length: 20 }, (_, index) => ["delivered", index + 1] as const), { attempts: 20, successRate: 1, medianMilliseconds: 10, p95Milliseconds: 19 }],
  ])("is reckoned from their newest attempts: %s", (_, attempts, expected) => {
    expect(healthOf(attempts.map(([outcome, milliseconds, kind = "action"]) => ({ outcome, milliseconds, kind })))).toEqual(expected);
  });

  it("is told for each of the publisher's own, with what waits", async () => {
    const told = await makeTold("https://slow.example:8443/log?code=hidden");
    const empty = await database().endpoint.create({ data: { publisherId: told.publisherId, offerId: told.offerId, kind: "activation", url: null, createdAt: NOW } });
    const first = await write({ told, state: "waiting" });
    await writeMany(MOST_COUNTED + 50, { told, state: "waiting" });
    await write({ told, state: "dead" });
    await database().delivery.update({ where: { number: first }, data: { createdAt: addSeconds(NOW, -9_000), triedSince: addSeconds(NOW, -600) } });
    for (let count = 1; count <= 210; count += 1) await attempt(first, told.endpointId, count, { outcome: count <= 10 ? "failed" : "delivered", milliseconds: count });
    const health = await listEndpointHealth(scopeOf(told));
    expect(health).toMatchObject([{ id: told.endpointId, kind: "log", host: "slow.example:8443", attempts: 200, successRate: 1, medianMilliseconds: 110, p95Milliseconds: 200, waiting: MOST_COUNTED + 1, dead: 1, oldestWaitingAt: addSeconds(NOW, -600) }]);
    expect(JSON.stringify(health)).not.toContain("hidden");
    // One whose address was taken away stays while there is something left of it.
    const left = await write({ told, endpointId: empty.id, state: "dead" });
    expect(await getDelivery(scopeOf(told), left)).toMatchObject({ hasAddress: false, canResend: false });
    expect((await listEndpointHealth(scopeOf(told))).map(({ kind, host }) => [kind, host])).toEqual([["activation", null], ["log", "slow.example:8443"]]);
  });

  it("an endpoint is found by its offer within the scope alone", async () => {
    const { key } = await database().offer.findUniqueOrThrow({ where: { id: own.offerId } });
    expect(await findEndpointId(systemContext().scope, { offerKey: key, kind: "activation" })).toBe(activationEndpointId);
    await expect(findEndpointId(scopeOf(other), { offerKey: key, kind: "log" })).rejects.toMatchObject({ code: "not-found" });
  });
});
