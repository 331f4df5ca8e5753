import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, PublisherScope, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { getOfferSettings, listOffers } from "./queries";
import { catalogueSchema } from "./schema";

let mine: TestDatabase;
let northwind: PublisherScope;
let fabrikam: PublisherScope;

const NOW = new Date("2026-03-01T00:00:00Z");
const APPLICATION = { tenantId: newId(), clientId: newId(), clientSecret: "a secret" };
const PLANS = [
  { planId: "team", name: "Team", perSeat: true },
  { planId: "basic", name: "Basic", perSeat: false },
];

beforeEach(async () => {
  mine = await testDatabase();
  const ctx: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: NOW };
  const register = async (key: string, offers: object[]): Promise<PublisherScope> => {
    await applyCatalogue(ctx, catalogueSchema.parse({ publisher: { key, name: key, supportEmail: `help@${key}.example` }, technicalConfiguration: APPLICATION, offers }));
    const { id } = await database().publisher.findUniqueOrThrow({ where: { key } });
    return publisherScope({ publisherId: id, publisherKey: key, role: "viewer" });
  };
  northwind = await register("northwind", [
    { key: "zebra", offerId: "zebra", name: "Zebra", productUrl: "https://zebra.example", plans: PLANS.map((plan) => (plan.perSeat ? { ...plan, changesTo: ["basic"], maxSeats: 9 } : plan)) },
    { key: "ledger", offerId: "ledgerlight", name: "Ledgerlight", plans: PLANS.slice(0, 1) },
  ]);
  fabrikam = await register("fabrikam", [{ key: "inkwell", offerId: "inkwell", name: "Inkwell", plans: PLANS }]);
});
afterEach(() => mine.close());

describe("a publisher's offers", () => {
  it("stand in the order in which they came, with their plans, and are nobody else's", async () => {
    expect(await listOffers(northwind)).toEqual([
      { key: "zebra", offerId: "zebra", name: "Zebra", planNames: ["Team", "Basic"] },
      { key: "ledger", offerId: "ledgerlight", name: "Ledgerlight", planNames: ["Team"] },
    ]);
    expect((await listOffers(fabrikam)).map(({ key }) => key)).toEqual(["inkwell"]);
  });

  it("tell all that the document holds, but the secret", async () => {
    const settings = await getOfferSettings(northwind, "zebra");
    expect(settings).toMatchObject({
      key: "zebra",
      productUrl: "https://zebra.example",
      supportEmail: null,
      publisher: { key: "northwind", supportEmail: "help@northwind.example" },
      technicalConfiguration: { tenantId: APPLICATION.tenantId, clientId: APPLICATION.clientId, updatedAt: NOW },
      plans: PLANS,
      rules: { decisionUrl: null, planUpgrades: "accept", plans: [{ planId: "team", perSeat: true, changesTo: ["basic"], maxSeats: 9 }, { planId: "basic", level: null, changesTo: null }] },
      endpointRules: { activation: { mode: "automatic", url: null, deadlineMinutes: 60 }, logUrl: null },
      waiting: { activation: 0, log: 0 },
      webhookKeySince: null,
    });
    expect(settings.plans).toEqual(PLANS);
    expect(JSON.stringify(settings)).not.toMatch(/secret/i);
  });

  it.each([
    ["viewer", "https://zebra.example/changes?code=hidden", "https://zebra.example/changes?…"],
    ["operator", "https://zebra.example/changes#hidden", "https://zebra.example/changes?…"],
    ["operator", "https://zebra.example/changes", "https://zebra.example/changes"],
    ["admin", "https://zebra.example/changes?code=hidden", "https://zebra.example/changes?code=hidden"],
  ] as const)("show a member as %s of %s: %s", async (role, changeDecisionUrl, shown) => {
    const endpoints = ["activation", "log"].map((kind) => ({ kind, url: changeDecisionUrl, createdAt: NOW, publisherId: northwind.publisherId }));
    await database().offer.update({ where: { key: "zebra" }, data: { changeDecisionUrl, endpoints: { create: endpoints } } });
    const { rules, endpointRules } = await getOfferSettings(publisherScope({ ...northwind, role }), "zebra");
    expect([rules.decisionUrl, endpointRules.activation.url, endpointRules.logUrl]).toEqual([shown, shown, shown]);
  });

  it.each([["inkwell"], ["nothing"], [""]])("do not hold %j", async (key) => {
    await expect(getOfferSettings(northwind, key)).rejects.toMatchObject({ code: "not-found" });
  });
});
