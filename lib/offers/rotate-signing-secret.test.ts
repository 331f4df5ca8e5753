import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { signMessage } from "../http/message-signature";
import { addSeconds } from "../kernel/clock";
import type { Context, PublisherScope, Role, SystemScope } from "../kernel/context";
import { encryptSecret } from "../kernel/crypto";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { rotateSigningSecret } from "./rotate-signing-secret";
import { catalogueSchema } from "./schema";
import { getSigningSecretFacts, getSigningSecrets } from "./signing-secrets";

const NOW = new Date();
const DAY = 24 * 3600;
const OFFER = { offerKey: "ledger" };

let mine: TestDatabase;
let offerId: number;

const system = (now = NOW): Context<SystemScope> => ({ actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now });

async function member(publisherKey: string, role: Role = "admin", now = NOW): Promise<Context<PublisherScope>> {
  const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  return { ...system(now), actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey, role }) };
}

beforeEach(async () => {
  mine = await testDatabase();
  for (const [key, offer] of [["northwind", "ledger"], ["fabrikam", "inkwell"]]) {
    const offers = [{ key: offer, offerId: offer, name: offer, plans: [{ planId: "team", name: "Team", perSeat: true }] }];
    await applyCatalogue(system(), catalogueSchema.parse({ publisher: { key, name: key }, technicalConfiguration: { tenantId: newId(), clientId: newId(), clientSecret: "x" }, offers }));
  }
  offerId = (await database().offer.findUniqueOrThrow({ where: { key: "ledger" } })).id;
});
afterEach(() => mine.close());

describe("the first signing secret of an offer", () => {
  it("is the only one, and stands nowhere in the clear", async () => {
    await expect(getSigningSecrets(system(), offerId)).rejects.toMatchObject({ code: "misconfigured" });
    const { secret, previousUntil } = await rotateSigningSecret(await member("northwind"), OFFER);
    expect(previousUntil).toBeNull();
    expect(await getSigningSecrets(system(), offerId)).toEqual([secret]);
    const rows = JSON.stringify([await database().offer.findMany(), await database().auditEntry.findMany()]);
    expect(rows).not.toContain(secret.slice("whsec_".length));
  });

  it("has what waits for it sent at once; a later one changes nothing about that", async () => {
    const later = addSeconds(NOW, 600);
    const { publisherId } = await database().offer.findUniqueOrThrow({ where: { id: offerId } });
    const { id: endpointId } = await database().endpoint.create({ data: { publisherId, offerId, kind: "log", url: "https://northwind.example", createdAt: NOW } });
    const failing = async () => {
      await database().endpoint.updateMany({ data: { failuresInARow: 9, openUntil: later, failingSince: NOW } });
      await database().delivery.updateMany({ data: { nextAt: later } });
    };
    const standing = async () => [(await database().endpoint.findFirstOrThrow()).openUntil, (await database().delivery.findFirstOrThrow()).nextAt];
    await database().delivery.create({ data: { id: newId(), publisherId, endpointId, kind: "action", subject: "Renew", body: "{}", state: "waiting", createdAt: NOW, triedSince: NOW, correlationId: "c" } });
    await failing();
    await rotateSigningSecret(system(), OFFER);
    expect(await standing(), "the messages themselves, which may be very many, are not touched").toEqual([NOW, later]);
    await failing();
    await rotateSigningSecret(system(), OFFER);
    expect(await standing()).toEqual([later, later]);
  });
});

describe("a new signing secret", () => {
  it("and the former one both verify for 24 hours; then the new one alone", async () => {
    const { secret: former } = await rotateSigningSecret(system(addSeconds(NOW, -DAY)), OFFER);
    const { secret: fresh, previousUntil } = await rotateSigningSecret(await member("northwind"), OFFER);
    expect(previousUntil).toEqual(addSeconds(NOW, DAY));
    const headersAt = async (now: Date) => signMessage({ id: "msg_1", sentAt: NOW, body: "{}" }, await getSigningSecrets({ now }, offerId));

    const during = await headersAt(addSeconds(NOW, DAY - 1));
    for (const secret of [fresh, former]) expect(new Webhook(secret).verify("{}", during)).toEqual({});
    const after = await headersAt(addSeconds(NOW, DAY));
    expect(new Webhook(fresh).verify("{}", after)).toEqual({});
    expect(() => new Webhook(former).verify("{}", after)).toThrow();
  });

  it("ends at once the one before the former", async () => {
    const secrets = [];
    for (let count = 0; count < 3; count += 1) secrets.unshift((await rotateSigningSecret(system(), OFFER)).secret);
    expect(await getSigningSecrets(system(), offerId)).toEqual(secrets.slice(0, 2));
  });

  it("replaces one that cannot be read any more, without keeping it", async () => {
    const lost = await encryptSecret("whsec_x", [{ id: "lost", key: new Uint8Array(32) }]);
    await database().offer.update({ where: { id: offerId }, data: { signingSecret: lost } });
    await expect(getSigningSecrets(system(), offerId)).rejects.toMatchObject({ code: "misconfigured" });
    const { secret, previousUntil } = await rotateSigningSecret(system(), OFFER);
    expect([await getSigningSecrets(system(), offerId), previousUntil]).toEqual([[secret], null]);
  });

  it("is made once when two ask at once: the other is told, and no secret that was shown is lost", async () => {
    const results = await Promise.allSettled([rotateSigningSecret(system(), OFFER), rotateSigningSecret(system(), OFFER)]);
    const shown = results.flatMap((result) => (result.status === "fulfilled" ? [result.value.secret] : []));
    for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "conflict" });
    expect(shown.length).toBeGreaterThan(0);
    expect(await getSigningSecrets(system(), offerId)).toEqual(expect.arrayContaining(shown));
    expect(await database().auditEntry.count({ where: { type: "SigningSecretRotated" } })).toBe(shown.length);
  });

  it("is in the audit, with who made it", async () => {
    const ctx = await member("northwind");
    await rotateSigningSecret(ctx, OFFER);
    await rotateSigningSecret(ctx, OFFER);
    expect(await database().auditEntry.findMany({ where: { type: "SigningSecretRotated" }, orderBy: { number: "asc" } })).toMatchObject([
      { publisherId: ctx.scope.publisherId, subject: "ledger", actorKind: "user", actorName: "Olga", date: NOW, details: '{"previousUntil":null}' },
      { details: JSON.stringify({ previousUntil: addSeconds(NOW, DAY).toISOString() }) },
    ]);
  });
});

describe("who may", () => {
  it.each([
    ["another publisher's offer", "fabrikam", "owner", "ledger", "not-found"],
    ["an offer that is not there", "northwind", "owner", "nothing", "not-found"],
    ["by an operator", "northwind", "operator", "ledger", "forbidden"],
    ["by a viewer", "northwind", "viewer", "ledger", "forbidden"],
  ] as const)("not: %s", async (_, publisherKey, role, offerKey, code) => {
    await expect(rotateSigningSecret(await member(publisherKey, role), { offerKey })).rejects.toMatchObject({ code });
    expect(await database().offer.count({ where: { signingSecret: { not: null } } })).toBe(0);
  });

  it("not even the command line, where there is no such offer", async () => {
    await expect(rotateSigningSecret(system(), { offerKey: "nothing" })).rejects.toThrow('There is no such offer "nothing"');
  });
});

describe("the page of the offer", () => {
  it("hears since when, and until when the former one signs too, but no secret", async () => {
    const at = async (now: Date) => getSigningSecretFacts(await member("northwind", "viewer", now), "ledger");
    expect(await at(NOW)).toEqual({ since: null, previousUntil: null });
    await rotateSigningSecret(system(addSeconds(NOW, -60)), OFFER);
    expect(await at(NOW)).toEqual({ since: addSeconds(NOW, -60), previousUntil: null });
    await rotateSigningSecret(system(), OFFER);
    expect(await at(NOW)).toEqual({ since: NOW, previousUntil: addSeconds(NOW, DAY) });
    expect(await at(addSeconds(NOW, DAY))).toEqual({ since: NOW, previousUntil: null });
    await expect(getSigningSecretFacts(await member("fabrikam"), "ledger")).rejects.toMatchObject({ code: "not-found" });
  });
});
