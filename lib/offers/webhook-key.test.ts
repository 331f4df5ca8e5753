import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, PublisherScope, Role, SystemScope } from "../kernel/context";
import { hashSecret } from "../kernel/crypto";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { catalogueSchema } from "./schema";
import { webhookAddress } from "./webhook-address";
import { makeWebhookKey, removeWebhookKey } from "./webhook-key";

const NOW = new Date();
const OFFER = { offerKey: "ledger" };

let mine: TestDatabase;

const system: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: NOW };

async function member(publisherKey: string, role: Role = "admin"): Promise<Context<PublisherScope>> {
  const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  return { ...system, actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey, role }) };
}

const stored = () => database().offer.findUniqueOrThrow({ where: { key: "ledger" }, select: { webhookKeyHash: true, webhookKeySince: true } });
const audit = async () => (await database().auditEntry.findMany({ where: { type: "WebhookKeyChanged" }, orderBy: { number: "asc" } })).map(({ subject, actorName, details }) => [subject, actorName, details]);

beforeEach(async () => {
  mine = await testDatabase();
  for (const [key, offer] of [["northwind", "ledger"], ["fabrikam", "inkwell"]]) {
    const offers = [{ key: offer, offerId: offer, name: offer, plans: [{ planId: "team", name: "Team", perSeat: true }] }];
    await applyCatalogue(system, catalogueSchema.parse({ publisher: { key, name: key }, technicalConfiguration: { tenantId: newId(), clientId: newId(), clientSecret: "x" }, offers }));
  }
});
afterEach(() => mine.close());

describe("the key of an offer's webhook", () => {
  it("is off, is made, replaced and removed again; nothing but its hash is kept", async () => {
    const ctx = await member("northwind");
    expect(await stored()).toEqual({ webhookKeyHash: null, webhookKeySince: null });
    const first = await makeWebhookKey(ctx, OFFER);
    expect(await stored()).toEqual({ webhookKeyHash: hashSecret(first), webhookKeySince: NOW });
    const second = await makeWebhookKey(ctx, OFFER);
    expect(second).not.toBe(first);
    expect(await stored()).toMatchObject({ webhookKeyHash: hashSecret(second) });
    const rows = JSON.stringify([await database().offer.findMany(), await database().auditEntry.findMany()]);
    for (const key of [first, second]) expect(rows).not.toContain(key);
    expect(await removeWebhookKey(ctx, OFFER)).toBe(true);
    expect(await removeWebhookKey(ctx, OFFER)).toBe(false);
    expect(await stored()).toEqual({ webhookKeyHash: null, webhookKeySince: null });
    expect(await audit()).toEqual(["made", "replaced", "removed"].map((change) => ["ledger", "Olga", JSON.stringify({ key: change })]));
  });

  it("that is the last of several made at once is the one that counts, and whoever came too late is told", async () => {
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => makeWebhookKey(system, OFFER)));
    const shown = results.flatMap((result) => (result.status === "fulfilled" ? [hashSecret(result.value)] : []));
    for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    expect(shown).toContain((await stored()).webhookKeyHash);
    expect(await audit()).toHaveLength(shown.length);
  });

  it("stands behind the address", () => {
    expect(webhookAddress("ledger")).toMatch(/\/api\/webhook\/ledger$/);
    expect(webhookAddress("ledger", "a-b_c")).toMatch(/\/api\/webhook\/ledger\?key=a-b_c$/);
  });

  it.each([
    ["another publisher's offer", "fabrikam", "owner", "ledger", "not-found"],
    ["an offer that is not there", "northwind", "owner", "nothing", "not-found"],
    ["by an operator", "northwind", "operator", "ledger", "forbidden"],
    ["by a viewer", "northwind", "viewer", "ledger", "forbidden"],
  ] as const)("is neither made nor removed: %s", async (_, publisherKey, role, offerKey, code) => {
    await makeWebhookKey(system, OFFER);
    const before = await stored();
    for (const change of [makeWebhookKey, removeWebhookKey]) await expect(change(await member(publisherKey, role), { offerKey })).rejects.toMatchObject({ code });
    expect(await stored()).toEqual(before);
  });
});
