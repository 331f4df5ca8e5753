import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, SystemScope } from "../kernel/context";
import { decryptSecret, encryptSecret } from "../kernel/crypto";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { findOfferOfPublisher, findOnlyOfferKey, findPublicOffer, getMarketplaceCredentials } from "./queries";
import { catalogueSchema, type Catalogue } from "./schema";

let mine: TestDatabase;

beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

function at(time: string): Context<SystemScope> {
  return { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: new Date(time) };
}

const FIRST = at("2026-01-01T00:00:00Z");
const LATER = at("2026-02-01T00:00:00Z");

const TENANT = newId();
const CLIENT = newId();
const BASIC = { planId: "basic", name: "Basic", perSeat: false };
const TEAM = { planId: "team", name: "Team", perSeat: true };
const LEDGER = { key: "ledger", offerId: "ledgerlight", name: "Ledgerlight", productUrl: "https://ledgerlight.example", supportEmail: "help@ledgerlight.example", plans: [BASIC, TEAM] };
const BOARD = { key: "board", offerId: "teamboard", name: "Teamboard", plans: [TEAM] };

function catalogue(change: { publisher?: object; technicalConfiguration?: object; offers?: object[] } = {}): Catalogue {
  return catalogueSchema.parse({
    publisher: { key: "northwind", name: "Northwind Labs", brandColor: "#0a7f5c", supportEmail: "help@northwind.example", ...change.publisher },
    technicalConfiguration: { tenantId: TENANT, clientId: CLIENT, clientSecret: "a secret", ...change.technicalConfiguration },
    offers: change.offers ?? [LEDGER, BOARD],
  });
}

async function everything() {
  const db = database();
  return {
    publishers: await db.publisher.findMany(),
    configurations: await db.technicalConfiguration.findMany(),
    offers: await db.offer.findMany({ include: { plans: { orderBy: { id: "asc" } } }, orderBy: { id: "asc" } }),
  };
}

describe("applying a catalogue", () => {
  it("makes publisher, technical configuration, offers and plans, with the secret sealed", async () => {
    const { publisherId } = await applyCatalogue(FIRST, catalogue());
    const { publishers, configurations, offers } = await everything();
    expect(publishers).toMatchObject([{ id: publisherId, key: "northwind", name: "Northwind Labs", brandColor: "#0a7f5c", logoUrl: null, createdAt: FIRST.now }]);
    expect(configurations).toMatchObject([{ publisherId, tenantId: TENANT, clientId: CLIENT, updatedAt: FIRST.now }]);
    expect(configurations[0]?.clientSecret).not.toContain("a secret");
    expect(await decryptSecret(configurations[0]?.clientSecret ?? "")).toBe("a secret");
    expect(offers).toMatchObject([
      { key: "ledger", offerId: "ledgerlight", publisherId, plans: [BASIC, TEAM] },
      { key: "board", offerId: "teamboard", publisherId, productUrl: null, plans: [TEAM] },
    ]);
    expect(await getMarketplaceCredentials(offers[0]?.id ?? 0)).toEqual({ tenantId: TENANT, clientId: CLIENT, clientSecret: "a secret" });
  });

  it("changes nothing the second time: not even the sealed text or the date of the secret", async () => {
    const { publisherId } = await applyCatalogue(FIRST, catalogue());
    const before = await everything();
    expect(await applyCatalogue(LATER, catalogue())).toEqual({ publisherId });
    expect(await everything()).toEqual(before);
  });

  it("takes up what changed, and removes nothing", async () => {
    await applyCatalogue(FIRST, catalogue());
    const { supportEmail: _, ...withoutSupport } = LEDGER;
    await applyCatalogue(LATER, catalogue({ publisher: { name: "Northwind" }, offers: [{ ...withoutSupport, name: "Ledger", plans: [{ ...BASIC, name: "Base" }, { planId: "pro", name: "Pro", perSeat: false }] }] }));
    const { publishers, offers } = await everything();
    expect(publishers).toMatchObject([{ name: "Northwind" }]);
    expect(offers.map(({ key, name, supportEmail, plans }) => [key, name, supportEmail, plans.map((plan) => plan.name)])).toEqual([
      ["ledger", "Ledger", null, ["Base", "Team", "Pro"]],
      ["board", "Teamboard", null, ["Team"]],
    ]);
  });

  it("replaces a secret that changed, and one that cannot be read any more", async () => {
    await applyCatalogue(FIRST, catalogue());
    await applyCatalogue(LATER, catalogue({ technicalConfiguration: { clientSecret: "another" } }));
    const [changed] = (await everything()).configurations;
    expect(changed?.updatedAt).toEqual(LATER.now);
    expect(await decryptSecret(changed?.clientSecret ?? "")).toBe("another");

    await database().technicalConfiguration.updateMany({ data: { clientSecret: await encryptSecret("another", [{ id: "gone", key: new Uint8Array(32) }]) } });
    await applyCatalogue(LATER, catalogue({ technicalConfiguration: { clientSecret: "another" } }));
    const [repaired, ...more] = (await everything()).configurations;
    expect(await decryptSecret(repaired?.clientSecret ?? "")).toBe("another");
    expect(more).toEqual([]);
  });

  it("moves the offers to another application, and keeps the former one", async () => {
    await applyCatalogue(FIRST, catalogue());
    const clientId = newId();
    await applyCatalogue(LATER, catalogue({ technicalConfiguration: { clientId, clientSecret: "new" } }));
    const { configurations, offers } = await everything();
    expect(configurations).toHaveLength(2);
    for (const offer of offers) expect(await getMarketplaceCredentials(offer.id)).toEqual({ tenantId: TENANT, clientId, clientSecret: "new" });
  });

  it("refuses an offer key of another publisher, and writes nothing of the rest", async () => {
    await applyCatalogue(FIRST, catalogue());
    const before = await everything();
    const theirs = catalogue({ publisher: { key: "fabrikam", name: "Fabrikam" }, offers: [{ ...BOARD, key: "fresh" }, { ...LEDGER, name: "Taken over" }] });
    await expect(applyCatalogue(LATER, theirs)).rejects.toMatchObject({ code: "conflict" });
    expect(await everything()).toEqual(before);
  });

  it("refuses an offer under a second key", async () => {
    await applyCatalogue(FIRST, catalogue());
    const before = await everything();
    await expect(applyCatalogue(LATER, catalogue({ offers: [{ ...LEDGER, key: "ledger-2" }] }))).rejects.toMatchObject({ code: "conflict" });
    expect(await everything()).toEqual(before);
  });

  it("lets two publishers sell what Microsoft calls the same", async () => {
    const first = await applyCatalogue(FIRST, catalogue());
    const second = await applyCatalogue(FIRST, catalogue({ publisher: { key: "fabrikam" }, offers: [{ ...LEDGER, key: "fabrikam-ledger" }] }));
    expect((await findOfferOfPublisher(first.publisherId, "ledgerlight"))?.key).toBe("ledger");
    expect((await findOfferOfPublisher(second.publisherId, "ledgerlight"))?.key).toBe("fabrikam-ledger");
    expect(await findOfferOfPublisher(second.publisherId, "teamboard")).toBeNull();
  });
});

describe("a catalogue that cannot be meant", () => {
  it.each([
    ["two offers of one key", { offers: [LEDGER, { ...BOARD, key: "ledger" }] }],
    ["one offer twice", { offers: [LEDGER, { ...BOARD, offerId: "ledgerlight" }] }],
    ["one plan twice", { offers: [{ ...LEDGER, plans: [BASIC, { ...BASIC, name: "Other" }] }] }],
    ["a preview offer", { offers: [{ ...LEDGER, offerId: "ledgerlight-preview" }] }],
    ["a key that the portal uses itself", { offers: [{ ...LEDGER, key: "unspecified" }] }],
    ["no offers", { offers: [] }],
    ["a tenant that is none", { technicalConfiguration: { tenantId: "northwind.example" } }],
    ["an address of another kind", { offers: [{ ...LEDGER, productUrl: "javascript:alert(1)" }] }],
  ])("%s", (_, change) => {
    expect(() => catalogue(change)).toThrow();
  });
});

describe("what anybody may know of an offer", () => {
  it("its name and where help is, and nothing of the application", async () => {
    await applyCatalogue(FIRST, catalogue());
    const offer = await findPublicOffer("board");
    expect(offer).toMatchObject({ key: "board", name: "Teamboard", supportEmail: "help@northwind.example", publisher: { key: "northwind" } });
    expect(JSON.stringify(offer)).not.toContain(CLIENT);
    expect((await findPublicOffer("ledger"))?.supportEmail).toBe("help@ledgerlight.example");
    expect(await findPublicOffer("nothing")).toBeNull();
  });

  it("which is the only one, where there is only one", async () => {
    expect(await findOnlyOfferKey()).toBeNull();
    await applyCatalogue(FIRST, catalogue({ offers: [LEDGER] }));
    expect(await findOnlyOfferKey()).toBe("ledger");
    await applyCatalogue(FIRST, catalogue());
    expect(await findOnlyOfferKey()).toBeNull();
  });
});
