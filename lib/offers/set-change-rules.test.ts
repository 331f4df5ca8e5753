import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, PublisherScope, Role, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { getChangeRules, rulesFingerprint, type AskedChangeRules, type ChangeRules } from "./change-rules";
import { exportOffers } from "./export-offers";
import { parseOfferDocument } from "./offer-document";
import { catalogueSchema, changeRulesForm } from "./schema";
import { setChangeRules } from "./set-change-rules";

let mine: TestDatabase;
let offerId: number;

const system: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: new Date() };

async function member(publisherKey: string, role: Role = "admin"): Promise<Context<PublisherScope>> {
  const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  return { ...system, actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey, role }) };
}

const UNTOUCHED = { level: null, changesTo: null, minSeats: null, maxSeats: null };
const DEFAULTS: AskedChangeRules = {
  ...{ decisionUrl: null, whenSilent: "accept", planUpgrades: "accept", planDowngrades: "accept", seatIncreases: "accept", seatDecreases: "accept" },
  plans: [{ planId: "basic", ...UNTOUCHED }, { planId: "team", ...UNTOUCHED }],
};
const ASKED: AskedChangeRules = {
  ...DEFAULTS,
  ...{ decisionUrl: "https://northwind.example/changes?code=hidden", whenSilent: "refuse", planDowngrades: "refuse" },
  plans: [{ planId: "basic", ...UNTOUCHED, level: 0, changesTo: [] }, { planId: "team", level: 2, changesTo: ["basic"], minSeats: 2, maxSeats: 50 }],
};
const PER_SEAT: Readonly<Record<string, boolean>> = { basic: false, team: true };
const standing = ({ plans, ...rules }: AskedChangeRules): ChangeRules => ({ ...rules, overAssignment: "refuse", plans: plans.map((plan) => ({ perSeat: PER_SEAT[plan.planId] ?? false, ...plan })) });

const PLANS = [{ planId: "basic", name: "Basic", perSeat: false }, { planId: "team", name: "Team", perSeat: true }];

function catalogueOf(key: string, offer: object) {
  return catalogueSchema.parse({ publisher: { key, name: key }, technicalConfiguration: { tenantId: "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58", clientId: "8c1f0e52-4b7d-49a6-b3e8-26d9075f14ca", clientSecret: "x" }, offers: [offer] });
}

beforeEach(async () => {
  mine = await testDatabase();
  for (const [key = "", offer] of [["northwind", "ledger"], ["fabrikam", "inkwell"]]) await applyCatalogue(system, catalogueOf(key, { key: offer, offerId: offer, name: offer, plans: PLANS }));
  offerId = (await database().offer.findUniqueOrThrow({ where: { key: "ledger" } })).id;
  await database().auditEntry.deleteMany();
});
afterEach(() => mine.close());

describe("rules for changes, set on the page", () => {
  it("are what stands then, with one line of audit that tells what changed and no more", async () => {
    const ctx = await member("northwind");
    const changes = await setChangeRules(ctx, { offerKey: "ledger", rules: ASKED });
    expect(changes).toContainEqual({ path: "offers[ledger].plans[team].changesTo", from: null, to: "[basic]" });
    expect(await getChangeRules(offerId)).toEqual(standing(ASKED));
    expect(await setChangeRules(ctx, { offerKey: "ledger", rules: ASKED })).toEqual([]);
    await setChangeRules(ctx, { offerKey: "ledger", rules: { ...ASKED, decisionUrl: null, plans: [] } });
    const audit = await database().auditEntry.findMany({ orderBy: { number: "asc" } });
    expect(audit.map(({ type, subject, actorName, details }) => [type, subject, actorName, z.record(z.string(), z.string()).parse(JSON.parse(details ?? ""))])).toEqual([
      ["ChangeRulesChanged", "ledger", "Olga", {
        "changes.decisionUrl": "default → https://northwind.example/changes",
        "changes.whenSilent": "default → refuse",
        "changes.planDowngrades": "default → refuse",
        "plans[basic].level": "default → 0",
        "plans[basic].changesTo": "default → []",
        "plans[team].level": "default → 2",
        "plans[team].changesTo": "default → [basic]",
        "plans[team].minSeats": "default → 2",
        "plans[team].maxSeats": "default → 50",
      }],
      ["ChangeRulesChanged", "ledger", "Olga", { "changes.decisionUrl": "https://northwind.example/changes → default" }],
    ]);
    expect((await getChangeRules(offerId)).plans).toEqual(standing(ASKED).plans);
  });

  it("are those of the document: exported and applied again they change nothing, and the document's are the page's", async () => {
    await setChangeRules(system, { offerKey: "ledger", rules: ASKED });
    const document = parseOfferDocument(await exportOffers({ ...system.scope, publisherKey: "northwind" }), { MARKETPLACE_CLIENT_SECRET: "x" });
    if (document.kind === "refused") throw new Error(JSON.stringify(document.problems));
    expect(await applyCatalogue(system, document.catalogue)).toEqual({ changes: [], notInFile: [] });
    await applyCatalogue(system, catalogueOf("northwind", { key: "ledger", offerId: "ledger", name: "ledger", plans: PLANS }));
    expect(await setChangeRules(system, { offerKey: "ledger", rules: DEFAULTS })).toEqual([]);
  });

  it("leave other offers as they are", async () => {
    const inkwell = async () => getChangeRules((await database().offer.findUniqueOrThrow({ where: { key: "inkwell" } })).id);
    await setChangeRules(system, { offerKey: "ledger", rules: ASKED });
    expect(await inkwell()).toEqual(standing(DEFAULTS));
  });

  it.each<[string, AskedChangeRules["plans"], RegExp]>([
    ["of a plan that there is not", [{ planId: "gone", ...UNTOUCHED }], /no plan gone/],
    ["of a plan that is spelled otherwise", [{ planId: "Team", ...UNTOUCHED }], /no plan Team/],
    ["that lead to a plan that there is not", [{ planId: "basic", ...UNTOUCHED, changesTo: ["team", "gone"] }], /from plan basic to gone/],
    ["that lead to the plan itself", [{ planId: "basic", ...UNTOUCHED, changesTo: ["basic"] }], /from plan basic to basic/],
    ["that count the seats of a flat plan", [{ planId: "basic", ...UNTOUCHED, maxSeats: 3 }], /not priced per seat/],
  ])("are refused: %s", async (_, plans, words) => {
    const refused = setChangeRules(system, { offerKey: "ledger", rules: { ...ASKED, plans } });
    await expect(refused).rejects.toMatchObject({ code: "conflict" });
    await expect(refused).rejects.toThrow(words);
    expect(await getChangeRules(offerId)).toEqual(standing(DEFAULTS));
    expect(await database().auditEntry.count()).toBe(0);
  });

  it.each([
    ["another publisher's offer", "fabrikam", "owner", "ledger", "not-found"],
    ["an offer that is not there", "northwind", "owner", "nothing", "not-found"],
    ["by an operator", "northwind", "operator", "ledger", "forbidden"],
    ["by a viewer", "northwind", "viewer", "ledger", "forbidden"],
  ] as const)("are refused: %s", async (_, publisherKey, role, offerKey, code) => {
    await expect(setChangeRules(await member(publisherKey, role), { offerKey, rules: ASKED })).rejects.toMatchObject({ code });
    expect(await getChangeRules(offerId)).toEqual(standing(DEFAULTS));
  });
});

describe("two at once", () => {
  it("who saw the same: one is first, the other is told, and nothing of theirs is mixed", async () => {
    const seen = rulesFingerprint(await getChangeRules(offerId));
    const others = { ...DEFAULTS, seatDecreases: "refuse" as const };
    const results = await Promise.allSettled([ASKED, others].map((rules) => setChangeRules(system, { offerKey: "ledger", rules, seen })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const rejected = results.findIndex(({ status }) => status === "rejected");
    expect(results[rejected]).toMatchObject({ reason: { code: "conflict" } });
    expect(await getChangeRules(offerId)).toEqual(standing(rejected === 0 ? others : ASKED));
  });

  it("of whom nobody says what they saw, and a document, end one after the other", async () => {
    const document = catalogueOf("northwind", { key: "ledger", offerId: "ledger", name: "ledger", changes: { seatIncreases: "refuse" }, plans: PLANS });
    await Promise.all([setChangeRules(system, { offerKey: "ledger", rules: ASKED }), applyCatalogue(system, document), setChangeRules(system, { offerKey: "ledger", rules: { ...ASKED, decisionUrl: null } })]);
    const ends = [ASKED, { ...ASKED, decisionUrl: null }, { ...DEFAULTS, seatIncreases: "refuse" as const }].map((rules) => JSON.stringify(standing(rules)));
    const rules = await getChangeRules(offerId);
    expect(ends).toContain(JSON.stringify(standing(rules)));
    expect(await database().auditEntry.count()).toBeGreaterThanOrEqual(2);
  });

  it("a plan that came since is noticed", async () => {
    const seen = rulesFingerprint(await getChangeRules(offerId));
    await applyCatalogue(system, catalogueOf("northwind", { key: "ledger", offerId: "ledger", name: "ledger", plans: [...PLANS, { planId: "pro", name: "Pro", perSeat: true }] }));
    await expect(setChangeRules(system, { offerKey: "ledger", rules: ASKED, seen })).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("the form", () => {
  const CONSENT_FIELDS = { whenSilent: "accept", planUpgrades: "accept", planDowngrades: "refuse", seatIncreases: "accept", seatDecreases: "accept" };
  const PLAN = { planId: "team", level: "", changesTo: null, minSeats: "", maxSeats: "" };
  const problems = (change: object, plan: object = {}) => changeRulesForm.safeParse({ decisionUrl: "", ...CONSENT_FIELDS, ...change, plans: [{ ...PLAN, ...plan }] }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

  it("is read as people type, and nothing is no limit", () => {
    const read = changeRulesForm.parse({ ...CONSENT_FIELDS, decisionUrl: " https://northwind.example/x ", plans: [PLAN, { ...PLAN, level: "0", changesTo: [], minSeats: " 2 ", maxSeats: "2" }] });
    expect(read).toEqual({ ...CONSENT_FIELDS, decisionUrl: "https://northwind.example/x", plans: [{ planId: "team", ...UNTOUCHED }, { planId: "team", level: 0, changesTo: [], minSeats: 2, maxSeats: 2 }] });
    expect(changeRulesForm.parse({ ...CONSENT_FIELDS, decisionUrl: "  ", plans: [] }).decisionUrl).toBeNull();
  });

  it.each<[string, object, object, RegExp]>([
    ["an address of another kind", { decisionUrl: "ftp://x.example" }, {}, /^decisionUrl: Enter an address that begins/],
    ["no address", { decisionUrl: "northwind" }, {}, /^decisionUrl: Enter an address/],
    ["a password in one", { decisionUrl: "https://a:b@x.example" }, {}, /^decisionUrl: .*without a user name/],
    ["an answer that is none", { whenSilent: "maybe" }, {}, /^whenSilent: Choose/],
    ["a level below none", {}, { level: "-1" }, /^plans.0.level: Enter a whole number from 0/],
    ["half a level", {}, { level: "1.5" }, /^plans.0.level: /],
    ["a level that no column holds", {}, { level: "9999999" }, /^plans.0.level: /],
    ["no seats", {}, { minSeats: "0" }, /^plans.0.minSeats: Enter a whole number from 1/],
    ["seats in words", {}, { maxSeats: "many" }, /^plans.0.maxSeats: /],
    ["the most below the fewest", {}, { minSeats: "5", maxSeats: "4" }, /^plans.0.maxSeats: Enter at least as many/],
  ])("explains %s beside its field", (_, change, plan, words) => {
    expect(problems(change, plan)).toEqual([expect.stringMatching(words)]);
  });
});
