import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { transaction } from "../db/transaction";
import { currentTime } from "../kernel/clock";
import type { Actor } from "../kernel/context";
import { newId } from "../kernel/ids";
import { listActionsOfSubscription } from "./queries";
import { recordAction, type ActionInput } from "./record";

let mine: TestDatabase;
let northwind: number;
let fabrikam: number;
const SUBSCRIPTION = newId();
const subscriptionInfoId = newId();

beforeAll(async () => {
  mine = await testDatabase();
  const publish = async (key: string) => (await database().publisher.create({ data: { key, name: key } })).id;
  northwind = await publish("northwind");
  fabrikam = await publish("fabrikam");
  await database().subscription.create({ data: { id: subscriptionInfoId, subscriptionId: SUBSCRIPTION, publisherId: northwind, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M" } });
});
afterAll(() => mine.close());

const contextOf = (actor: Actor) => ({ actor, scope: systemScope(), correlationId: newId(), now: currentTime() });
const staff = (publisherId: number) => publisherScope({ publisherId, publisherKey: "key", role: "viewer" });

async function record(actor: Actor, more: Partial<ActionInput> = {}) {
  const ctx = contextOf(actor);
  await transaction(ctx, (writing) => recordAction(writing, { type: "Resolve", publisherId: northwind, subscriptionInfoId, ...more }));
  return { ctx, row: await database().subscriptionAction.findFirstOrThrow({ orderBy: { number: "desc" } }) };
}

describe("an action", () => {
  it("names the person, the tenant, the moment and the request", async () => {
    const actor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Zoë", email: "zoe@example.com" } as const;
    const { ctx, row } = await record(actor, { type: "Activate", details: { planId: "basic", quantity: null } });
    expect(row).toMatchObject({ type: "Activate", initiatorUserId: actor.objectId, actorKind: "user", actorTenantId: actor.tenantId, actorName: "Zoë", date: ctx.now, correlationId: ctx.correlationId, details: '{"planId":"basic","quantity":null}' });
  });

  it("has room for any name", async () => {
    const { row } = await record({ kind: "user", tenantId: newId(), objectId: newId(), name: "n".repeat(1000), email: null });
    expect(row.actorName).toHaveLength(400);
  });

  it("has a fixed id for each kind of actor that is no person", async () => {
    const actors: Actor[] = [{ kind: "visitor" }, { kind: "marketplace" }, { kind: "api-key", apiKeyId: 1, name: "key" }, { kind: "job", name: "job" }, { kind: "command-line", name: "portal" }];
    const seen = [];
    for (const actor of actors) seen.push((await record(actor)).row);
    expect(seen.map((row) => row.initiatorUserId)).toEqual([1, 2, 3, 4, 5].map((digit) => `00000000-0000-0000-0000-00000000000${digit}`));
    expect(seen.map((row) => row.actorName)).toEqual([null, null, "key", "job", "portal"]);
  });

  it("is not there when what it reports is not", async () => {
    const before = await database().subscriptionAction.count();
    const failing = transaction(contextOf({ kind: "visitor" }), async (writing) => {
      await recordAction(writing, { type: "Resolve", publisherId: northwind, subscriptionInfoId });
      throw new Error("too late");
    });
    await expect(failing).rejects.toThrow("too late");
    expect(await database().subscriptionAction.count()).toBe(before);
  });

  it("is listed for its publisher alone, newest first", async () => {
    const { row } = await record({ kind: "visitor" });
    const { items, nextCursor } = await listActionsOfSubscription(staff(northwind), SUBSCRIPTION);
    expect(items[0]?.number).toBe(row.number);
    expect(items).toHaveLength(await database().subscriptionAction.count());
    expect(nextCursor).toBeNull();
    const first = await listActionsOfSubscription(staff(northwind), SUBSCRIPTION, { limit: 2 });
    const second = await listActionsOfSubscription(staff(northwind), SUBSCRIPTION, { limit: 2, cursor: first.nextCursor ?? "" });
    expect([...first.items, ...second.items]).toEqual(items.slice(0, 4));
    await expect(listActionsOfSubscription(staff(fabrikam), SUBSCRIPTION)).rejects.toMatchObject({ code: "not-found" });
  });
});
