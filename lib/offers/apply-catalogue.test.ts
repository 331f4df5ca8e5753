import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
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

async function idOf(key: string): Promise<number> {
  return (await database().publisher.findUniqueOrThrow({ where: { key } })).id;
}

async function everything() {
  const db = database();
  return {
    audit: await db.auditEntry.findMany(),
    publishers: await db.publisher.findMany(),
    configurations: await db.technicalConfiguration.findMany(),
    offers: await db.offer.findMany({ include: { plans: { orderBy: { id: "asc" } } }, orderBy: { id: "asc" } }),
  };
}

describe("applying a catalogue", () => {
  it("makes publisher, technical configuration, offers and plans, with the secret sealed", async () => {
    await applyCatalogue(FIRST, catalogue());
    const publisherId = await idOf("northwind");
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
    await applyCatalogue(FIRST, catalogue());
    const before = await everything();
    expect(await applyCatalogue(LATER, catalogue())).toEqual({ changes: [], notInFile: [] });
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
    await applyCatalogue(FIRST, catalogue());
    await applyCatalogue(FIRST, catalogue({ publisher: { key: "fabrikam" }, offers: [{ ...LEDGER, key: "fabrikam-ledger" }] }));
    expect((await findOfferOfPublisher(await idOf("northwind"), "ledgerlight"))?.key).toBe("ledger");
    expect((await findOfferOfPublisher(await idOf("fabrikam"), "ledgerlight"))?.key).toBe("fabrikam-ledger");
    expect(await findOfferOfPublisher(await idOf("fabrikam"), "teamboard")).toBeNull();
  });
});

describe("the diff", () => {
  it("of a first time names everything, and no secret", async () => {
    const { changes } = await applyCatalogue(FIRST, catalogue({ offers: [LEDGER] }));
    expect(changes).toEqual([
      { path: "publisher.name", from: null, to: "Northwind Labs" },
      { path: "publisher.brandColor", from: null, to: "#0a7f5c" },
      { path: "publisher.supportEmail", from: null, to: "help@northwind.example" },
      { path: "offers[ledger].offerId", from: null, to: "ledgerlight" },
      { path: "offers[ledger].name", from: null, to: "Ledgerlight" },
      { path: "offers[ledger].productUrl", from: null, to: "https://ledgerlight.example" },
      { path: "offers[ledger].supportEmail", from: null, to: "help@ledgerlight.example" },
      { path: "offers[ledger].technicalConfiguration", from: null, to: `application ${CLIENT} of tenant ${TENANT}` },
      { path: "offers[ledger].plans[basic].name", from: null, to: "Basic" },
      { path: "offers[ledger].plans[basic].perSeat", from: null, to: false },
      { path: "offers[ledger].plans[team].name", from: null, to: "Team" },
      { path: "offers[ledger].plans[team].perSeat", from: null, to: true },
      { path: "technicalConfiguration.clientSecret", from: null, to: "set" },
    ]);
    expect(JSON.stringify(changes)).not.toContain("a secret");
  });

  const moved = newId();
  it.each([
    ["a name", { publisher: { name: "Northwind" } }, [{ path: "publisher.name", from: "Northwind Labs", to: "Northwind" }], []],
    ["a setting that is left away", { publisher: { supportEmail: undefined } }, [{ path: "publisher.supportEmail", from: "help@northwind.example", to: null }], []],
    ["a secret", { technicalConfiguration: { clientSecret: "another" } }, [{ path: "technicalConfiguration.clientSecret", from: "set", to: "changed" }], []],
    ["a plan's kind", { offers: [LEDGER, { ...BOARD, plans: [{ ...TEAM, perSeat: false }] }] }, [{ path: "offers[board].plans[team].perSeat", from: true, to: false }], []],
    ["offers and plans that are not named", { offers: [{ ...LEDGER, plans: [TEAM] }] }, [], ["offers[ledger].plans[basic]", "offers[board]"]],
    [
      "rules for changes",
      { offers: [{ ...LEDGER, changes: { decisionUrl: "https://northwind.example/changes", planUpgrades: "accept", seatDecreases: "refuse" }, plans: [{ ...BASIC, level: 0, changesTo: [] }, { ...TEAM, changesTo: ["basic"], maxSeats: 50 }] }, BOARD] },
      [
        { path: "offers[ledger].changes.decisionUrl", from: null, to: "https://northwind.example/changes" },
        { path: "offers[ledger].changes.seatDecreases", from: null, to: "refuse" },
        { path: "offers[ledger].plans[basic].level", from: null, to: 0 },
        { path: "offers[ledger].plans[basic].changesTo", from: null, to: "[]" },
        { path: "offers[ledger].plans[team].changesTo", from: null, to: "[basic]" },
        { path: "offers[ledger].plans[team].maxSeats", from: null, to: 50 },
      ],
      [],
    ],
    [
      "an offer that moves to an application of its own",
      { offers: [LEDGER, { ...BOARD, technicalConfiguration: { tenantId: TENANT, clientId: moved, clientSecret: "own" } }] },
      [
        { path: "offers[board].technicalConfiguration", from: `application ${CLIENT} of tenant ${TENANT}`, to: `application ${moved} of tenant ${TENANT}` },
        { path: "offers[board].technicalConfiguration.clientSecret", from: null, to: "set" },
      ],
      [],
    ],
  ])("of %s is the same dry, with one audit entry that counts it, and empty the next time", async (_, change, changes, notInFile) => {
    await applyCatalogue(FIRST, catalogue());
    const before = await everything();
    expect(await applyCatalogue(LATER, catalogue(change), { dryRun: true })).toEqual({ changes, notInFile });
    expect(await everything()).toEqual(before);
    expect(await applyCatalogue(LATER, catalogue(change))).toEqual({ changes, notInFile });
    const entries = (await everything()).audit;
    expect(entries).toHaveLength(changes.length > 0 ? 2 : 1);
    const { added, changed, cleared } = z.object({ added: z.int(), changed: z.int(), cleared: z.int() }).parse(JSON.parse(entries.at(-1)?.details ?? ""));
    if (changes.length > 0) expect(added + changed + cleared).toBe(changes.length);
    expect(JSON.stringify(entries)).not.toMatch(/another|"own"|a secret/);
    expect(await applyCatalogue(LATER, catalogue(change))).toEqual({ changes: [], notInFile });
  });
});

describe("rules for changes", () => {
  const stored = async () => (await everything()).offers.map(({ planUpgrades, changeWhenSilent, plans }) => [planUpgrades, changeWhenSilent, ...plans.map(({ level, changesTo, minSeats }) => [level, changesTo, minSeats])]);
  const ruled = { ...LEDGER, changes: { planUpgrades: "refuse", whenSilent: "refuse" }, plans: [{ ...BASIC, level: 1, changesTo: [] }, { ...TEAM, level: 2, changesTo: ["basic"], minSeats: 5 }] };

  it("are stored, and cleared to their defaults where they are left away; of a plan that is not named they stay", async () => {
    await applyCatalogue(FIRST, catalogue({ offers: [ruled] }));
    expect(await stored()).toEqual([["refuse", "refuse", [1, "", null], [2, "basic", 5]]]);
    const { changes } = await applyCatalogue(LATER, catalogue({ offers: [{ ...LEDGER, plans: [BASIC] }] }));
    expect(changes).toEqual([
      { path: "offers[ledger].changes.whenSilent", from: "refuse", to: null },
      { path: "offers[ledger].changes.planUpgrades", from: "refuse", to: null },
      { path: "offers[ledger].plans[basic].level", from: 1, to: null },
      { path: "offers[ledger].plans[basic].changesTo", from: "[]", to: null },
    ]);
    expect(await stored()).toEqual([["accept", "accept", [null, null, null], [2, "basic", 5]]]);
  });

  it("lead to plans of the same offer, in the document or in the portal, in whatever order", async () => {
    await applyCatalogue(FIRST, catalogue());
    const pro = { planId: "pro", name: "Pro", perSeat: false };
    const given = (changesTo: string[]) => catalogue({ offers: [{ ...LEDGER, plans: [{ ...BASIC, changesTo }, pro] }] });
    expect((await applyCatalogue(LATER, given(["team", "pro"]))).changes).toContainEqual({ path: "offers[ledger].plans[basic].changesTo", from: null, to: "[pro, team]" });
    expect((await applyCatalogue(LATER, given(["pro", "team"]))).changes).toEqual([]);
  });

  it.each([
    ["one that there is not", "gone", /no plan gone/],
    ["one of another offer", "lone", /no plan lone/],
    ["one that is spelled otherwise", "TEAM", /That plan is team: spell it so/],
  ])("lead nowhere else: %s", async (_, target, words) => {
    const refused = applyCatalogue(FIRST, catalogue({ offers: [{ ...LEDGER, plans: [{ ...BASIC, changesTo: [target] }, TEAM] }, { ...BOARD, plans: [{ ...TEAM, planId: "lone" }] }] }));
    await expect(refused).rejects.toMatchObject({ code: "conflict", conflicts: [{ path: ["offers", 0, "plans", 0, "changesTo", 0] }] });
    await expect(refused).rejects.toThrow(words);
    expect((await everything()).offers).toEqual([]);
  });
});

describe("an offer id under its key", () => {
  it.each([
    [0, /no other ever: its address is typed in at Partner Center\. Put/],
    [1, /1 subscription hangs on it/],
    [2, /2 subscriptions hang on it/],
  ])("never changes, with %i subscriptions", async (count, words) => {
    await applyCatalogue(FIRST, catalogue());
    const { id: offerId, publisherId } = await database().offer.findUniqueOrThrow({ where: { key: "ledger" } });
    for (let number = 0; number < count; number += 1) {
      await database().subscription.create({ data: { id: newId(), subscriptionId: newId(), planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M", publisherId, offerId } });
    }
    const before = await everything();
    const given = catalogue({ offers: [BOARD, { ...LEDGER, offerId: "other" }] });
    for (const dryRun of [true, false]) {
      const refused = applyCatalogue(LATER, given, { dryRun });
      await expect(refused).rejects.toMatchObject({ code: "conflict", conflicts: [{ path: ["offers", 1, "offerId"] }] });
      await expect(refused).rejects.toThrow(words);
    }
    expect(await everything()).toEqual(before);
  });

  it("is refused together with all else that collides", async () => {
    await applyCatalogue(FIRST, catalogue());
    const given = catalogue({ offers: [{ ...LEDGER, plans: [{ ...BASIC, planId: "Basic" }] }, { ...BOARD, offerId: "another" }, { ...BOARD, key: "third" }] });
    await expect(applyCatalogue(LATER, given)).rejects.toMatchObject({
      conflicts: [{ path: ["offers", 0, "plans", 0, "planId"] }, { path: ["offers", 1, "offerId"] }, { path: ["offers", 2, "key"] }],
    });
  });
});

describe("two at once", () => {
  const named = (name: string, secret: string): Catalogue => catalogue({ publisher: { name }, technicalConfiguration: { clientSecret: secret }, offers: [{ ...LEDGER, name }, { ...BOARD, name }] });

  it.each([["on an empty database", false], ["on a publisher that is there", true]])("%s end as one after the other", async (_, isThere) => {
    if (isThere) await applyCatalogue(FIRST, catalogue());
    const given = ["One", "Two", "Three", "Four", "Five", "Six"].map((name) => named(name, `secret of ${name}`));
    await Promise.all(given.map((each) => applyCatalogue(LATER, each)));
    const { publishers, offers, configurations, audit } = await everything();
    const winner = publishers[0]?.name ?? "";
    expect(offers.map(({ name }) => name)).toEqual([winner, winner]);
    expect(configurations).toHaveLength(1);
    expect(await decryptSecret(configurations[0]?.clientSecret ?? "")).toBe(`secret of ${winner}`);
    expect(audit).toHaveLength(given.length + (isThere ? 1 : 0));
  });

  it("of the same document write once", async () => {
    const diffs = await Promise.all(Array.from({ length: 5 }, () => applyCatalogue(FIRST, catalogue())));
    expect(diffs.filter(({ changes }) => changes.length > 0)).toHaveLength(1);
    expect((await everything()).audit).toHaveLength(1);
  });
});

describe("a catalogue that cannot be meant", () => {
  it.each([
    ["two offers of one key", { offers: [LEDGER, { ...BOARD, key: "ledger" }] }],
    ["one offer twice", { offers: [LEDGER, { ...BOARD, offerId: "ledgerlight" }] }],
    ["one offer twice, spelled otherwise", { offers: [LEDGER, { ...BOARD, offerId: "LedgerLight" }] }],
    ["one plan twice, spelled otherwise", { offers: [{ ...LEDGER, plans: [BASIC, { ...BASIC, planId: "BASIC" }] }] }],
    ["two secrets of one application", { offers: [LEDGER, { ...BOARD, technicalConfiguration: { tenantId: TENANT, clientId: CLIENT, clientSecret: "another" } }] }],
    ["a name that is none", { offers: [{ ...LEDGER, name: "  " }] }],
    ["a name of two lines", { offers: [{ ...LEDGER, name: "Ledger\nlight" }] }],
    ["a variable outside a secret", { offers: [{ ...LEDGER, name: "${NEXTAUTH_SECRET}" }] }],
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
