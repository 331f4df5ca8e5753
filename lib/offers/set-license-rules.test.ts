import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, PublisherScope, Role, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { getChangeRules, rulesFingerprint } from "./change-rules";
import { exportOffers } from "./export-offers";
import { LICENSE_RULE_COLUMNS, licenseRulesFingerprint, toLicenseRules, type AskedLicenseRules, type LicenseRules } from "./license-rules";
import { parseOfferDocument } from "./offer-document";
import { catalogueSchema, LICENSE_MODELS, licenseRulesForm } from "./schema";
import { setLicenseRules } from "./set-license-rules";

let mine: TestDatabase;

const system: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: new Date() };

async function member(publisherKey: string, role: Role = "admin"): Promise<Context<PublisherScope>> {
  const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  return { ...system, actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey, role }) };
}

const PLANS = [{ planId: "basic", name: "Basic", perSeat: false }, { planId: "team", name: "Team", perSeat: true }];
const DEFAULTS: AskedLicenseRules = { overAssignment: "refuse", plans: [{ planId: "basic", licenses: null }, { planId: "team", licenses: null }] };
const ASKED: AskedLicenseRules = { overAssignment: "accept", plans: [{ planId: "basic", licenses: "seat" }, { planId: "team", licenses: "first-come" }] };

const standing = ({ overAssignment, plans }: AskedLicenseRules): LicenseRules => ({ overAssignment, plans: plans.map((plan) => ({ ...plan, perSeat: plan.planId === "team" })) });

async function rulesOf(key: string): Promise<LicenseRules> {
  return toLicenseRules(await database().offer.findUniqueOrThrow({ where: { key }, select: LICENSE_RULE_COLUMNS }));
}

function catalogueOf(key: string, offer: object) {
  return catalogueSchema.parse({ publisher: { key, name: key }, technicalConfiguration: { tenantId: "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58", clientId: "8c1f0e52-4b7d-49a6-b3e8-26d9075f14ca", clientSecret: "x" }, offers: [offer] });
}

beforeEach(async () => {
  mine = await testDatabase();
  for (const [key = "", offer] of [["northwind", "ledger"], ["fabrikam", "inkwell"]]) await applyCatalogue(system, catalogueOf(key, { key: offer, offerId: offer, name: offer, plans: PLANS }));
  await database().auditEntry.deleteMany();
});
afterEach(() => mine.close());

describe("rules for licenses, set on the page", () => {
  it("are what stands then, also for changes of seats, with one line of audit; other offers and plans stay", async () => {
    const ctx = await member("northwind");
    const { id } = await database().offer.findUniqueOrThrow({ where: { key: "ledger" } });
    const changeRules = rulesFingerprint(await getChangeRules(id));
    expect(await setLicenseRules(ctx, { offerKey: "ledger", rules: ASKED })).toContainEqual({ path: "offers[ledger].plans[team].licenses", from: null, to: "first-come" });
    expect(await rulesOf("ledger")).toEqual(standing(ASKED));
    expect((await getChangeRules(id)).overAssignment).toBe("accept");
    expect(rulesFingerprint(await getChangeRules(id)), "nobody who sets the other rules is held up").toBe(changeRules);
    expect(await setLicenseRules(ctx, { offerKey: "ledger", rules: ASKED })).toEqual([]);
    await setLicenseRules(ctx, { offerKey: "ledger", rules: { overAssignment: "refuse", plans: [{ planId: "basic", licenses: null }] } });
    expect((await rulesOf("ledger")).plans.map(({ licenses }) => licenses)).toEqual([null, "first-come"]);
    expect(await rulesOf("inkwell")).toEqual(standing(DEFAULTS));
    const audit = await database().auditEntry.findMany({ orderBy: { number: "asc" } });
    expect(audit.map(({ type, subject, actorName, details }) => [type, subject, actorName, z.record(z.string(), z.string()).parse(JSON.parse(details ?? ""))])).toEqual([
      ["LicenseRulesChanged", "ledger", "Olga", { overAssignment: "default → accept", "plans[basic].licenses": "default → seat", "plans[team].licenses": "default → first-come" }],
      ["LicenseRulesChanged", "ledger", "Olga", { overAssignment: "accept → default", "plans[basic].licenses": "seat → default" }],
    ]);
  });

  it("are those of the document: exported and applied again they change nothing, and the document's are the page's", async () => {
    await setLicenseRules(system, { offerKey: "ledger", rules: ASKED });
    const document = parseOfferDocument(await exportOffers({ ...system.scope, publisherKey: "northwind" }), { MARKETPLACE_CLIENT_SECRET: "x" });
    if (document.kind === "refused") throw new Error(JSON.stringify(document.problems));
    expect(document.catalogue.offers[0]).toMatchObject({ overAssignment: "accept", plans: [{ licenses: "seat" }, { licenses: "first-come" }] });
    expect(await applyCatalogue(system, document.catalogue)).toEqual({ changes: [], notInFile: [] });
    const { changes } = await applyCatalogue(system, catalogueOf("northwind", { key: "ledger", offerId: "ledger", name: "ledger", plans: PLANS }));
    expect(changes).toHaveLength(3);
    expect(await setLicenseRules(system, { offerKey: "ledger", rules: DEFAULTS })).toEqual([]);
  });

  it.each([
    ["another publisher's offer", "fabrikam", "owner", "ledger", ASKED, "not-found"],
    ["an offer that is not there", "northwind", "owner", "nothing", ASKED, "not-found"],
    ["by an operator", "northwind", "operator", "ledger", ASKED, "forbidden"],
    ["of a plan that there is not", "northwind", "admin", "ledger", { ...ASKED, plans: [{ planId: "Team", licenses: "site" }] }, "conflict"],
  ] as const)("are refused: %s", async (_, publisherKey, role, offerKey, rules, code) => {
    await expect(setLicenseRules(await member(publisherKey, role), { offerKey, rules })).rejects.toMatchObject({ code });
    expect(await rulesOf("ledger")).toEqual(standing(DEFAULTS));
    expect(await database().auditEntry.count()).toBe(0);
  });

  it("of two who saw the same, one is first and the other is told; a plan that came since is noticed", async () => {
    const seen = licenseRulesFingerprint(await rulesOf("ledger"));
    const results = await Promise.allSettled([ASKED, { ...DEFAULTS, overAssignment: "accept" as const }].map((rules) => setLicenseRules(system, { offerKey: "ledger", rules, seen })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    const now = licenseRulesFingerprint(await rulesOf("ledger"));
    await applyCatalogue(system, catalogueOf("northwind", { key: "ledger", offerId: "ledger", name: "ledger", overAssignment: "accept", plans: [...PLANS, { planId: "pro", name: "Pro", perSeat: true }] }));
    await expect(setLicenseRules(system, { offerKey: "ledger", rules: ASKED, seen: now })).rejects.toMatchObject({ code: "conflict" });
  });
});

it("the form takes each model, and nothing for the default", () => {
  const models = ["", ...LICENSE_MODELS];
  expect(licenseRulesForm.parse({ overAssignment: "accept", plans: models.map((licenses) => ({ planId: "team", licenses })) }).plans.map(({ licenses }) => licenses ?? "")).toEqual(models);
  const problems = licenseRulesForm.safeParse({ overAssignment: "", plans: [{ planId: "team", licenses: "floating" }] }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  expect(problems).toEqual(["overAssignment: Choose one of the two.", "plans.0.licenses: Choose one of them."]);
});
