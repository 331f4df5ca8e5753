import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { raiseAlert } from "../alerts/raise";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope, Role, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { applyCatalogue } from "./apply-catalogue";
import { ENDPOINT_RULE_COLUMNS, endpointRulesFingerprint, toEndpointRules, type EndpointRules } from "./endpoint-rules";
import { exportOffers } from "./export-offers";
import { parseOfferDocument } from "./offer-document";
import { getOfferSettings } from "./queries";
import { catalogueSchema, endpointsForm, MOST_WAITING_COUNTED } from "./schema";
import { setEndpoints } from "./set-endpoints";

// Read once, at the first use.
vi.stubEnv("ALLOW_PRIVATE_ENDPOINTS", "off");

let mine: TestDatabase;

const NOW = new Date("2026-05-01T10:00:00Z");
const LATER = new Date("2026-05-01T10:30:00Z");
const system: Context<SystemScope> = { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: NOW };

async function member(publisherKey: string, role: Role = "admin"): Promise<Context<PublisherScope>> {
  const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
  return { ...system, actor: { kind: "user", tenantId: newId(), objectId: newId(), name: "Olga", email: null }, scope: publisherScope({ publisherId, publisherKey, role }) };
}

const DEFAULTS: EndpointRules = { activation: { mode: "automatic", url: null, deadlineMinutes: 60 }, logUrl: null };
const ASKED: EndpointRules = { activation: { mode: "endpoint", url: "https://northwind.example/set-up?code=hidden", deadlineMinutes: 30 }, logUrl: "https://northwind.example/log#hidden" };

async function rulesOf(key: string): Promise<EndpointRules> {
  return toEndpointRules(await database().offer.findUniqueOrThrow({ where: { key }, select: ENDPOINT_RULE_COLUMNS }));
}

const endpointOf = (kind: string) => database().endpoint.findFirstOrThrow({ where: { kind, offer: { key: "ledger" } } });

function catalogueOf(key: string, offer: string, settings: object = {}) {
  const application = { tenantId: "5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58", clientId: "8c1f0e52-4b7d-49a6-b3e8-26d9075f14ca", clientSecret: "x" };
  return catalogueSchema.parse({ publisher: { key, name: key }, technicalConfiguration: application, offers: [{ key: offer, offerId: offer, name: offer, plans: [{ planId: "basic", name: "Basic", perSeat: false }], ...settings }] });
}

/** A message at each endpoint in each of the states, and one that failed and waits for its next attempt. */
async function messages(): Promise<void> {
  for (const [kind, endpoint] of [["activation", "activation"], ["test", "activation"], ["action", "log"], ["test", "log"]] as const) {
    const { id: endpointId, publisherId } = await endpointOf(endpoint);
    const message = { publisherId, endpointId, kind, subject: kind, body: "{}", createdAt: NOW, triedSince: NOW, correlationId: "c" };
    await database().delivery.createMany({ data: (["waiting", "delivered", "dead"] as const).map((state) => ({ ...message, id: newId(), state, nextAt: state === "waiting" ? LATER : null })) });
  }
}

async function states(state: string): Promise<string[]> {
  const found = await database().delivery.findMany({ where: { state }, include: { endpoint: true }, orderBy: { number: "asc" } });
  return found.map(({ kind, endpoint }) => `${kind} at ${endpoint.kind}`);
}

async function newestAudit(): Promise<string> {
  const { type, details } = await database().auditEntry.findFirstOrThrow({ orderBy: { number: "desc" } });
  return `${type} ${details ?? ""}`;
}

beforeEach(async () => {
  mine = await testDatabase();
  await applyCatalogue(system, catalogueOf("northwind", "ledger"));
  await applyCatalogue(system, catalogueOf("fabrikam", "inkwell"));
  await database().auditEntry.deleteMany();
});
afterEach(() => mine.close());

describe("what the publisher's systems are told, set on the page", () => {
  it("is what stands then, with one line of audit that holds no query; nothing else is touched", async () => {
    const ctx = await member("northwind");
    expect(await setEndpoints(ctx, { offerKey: "ledger", rules: ASKED })).toEqual({
      changes: [
        { path: "offers[ledger].activation.mode", from: null, to: "endpoint" },
        { path: "offers[ledger].activation.url", from: null, to: ASKED.activation.url },
        { path: "offers[ledger].activation.deadlineMinutes", from: null, to: 30 },
        { path: "offers[ledger].log.url", from: null, to: ASKED.logUrl },
      ],
    });
    expect(await rulesOf("ledger")).toEqual(ASKED);
    expect(await rulesOf("inkwell")).toEqual(DEFAULTS);
    expect(await setEndpoints(ctx, { offerKey: "ledger", rules: ASKED })).toEqual({ changes: [] });
    await setEndpoints(ctx, { offerKey: "ledger", rules: { ...ASKED, activation: { ...ASKED.activation, mode: "automatic", deadlineMinutes: 60 } } });
    const audit = await database().auditEntry.findMany({ orderBy: { number: "asc" } });
    expect(audit.map(({ type, subject, actorName, details }) => [type, subject, actorName, z.record(z.string(), z.string()).parse(JSON.parse(details ?? ""))])).toEqual([
      ["EndpointsChanged", "ledger", "Olga", { "activation.mode": "default → endpoint", "activation.url": "default → https://northwind.example/set-up", "activation.deadlineMinutes": "default → 30", "log.url": "default → https://northwind.example/log" }],
      ["EndpointsChanged", "ledger", "Olga", { "activation.mode": "endpoint → default", "activation.deadlineMinutes": "30 → default" }],
    ]);
  });

  it("has what waits go to a new address at once, as if nothing had ever failed there", async () => {
    await setEndpoints(system, { offerKey: "ledger", rules: ASKED });
    await messages();
    const before = await endpointOf("log");
    await database().endpoint.updateMany({ data: { failuresInARow: 7, openUntil: LATER, failingSince: NOW, pausedAt: NOW } });
    await transaction(system, (writing) => raiseAlert(writing, { publisherId: before.publisherId, kind: "endpoint-failing", about: String(before.id), message: "It fails." }));
    const now = new Date("2026-05-01T10:10:00Z");
    await setEndpoints({ ...system, now }, { offerKey: "ledger", rules: { ...ASKED, logUrl: "https://northwind.example/new" } });
    expect(await endpointOf("log"), "somebody has paused it, and it stays so").toEqual({ ...before, url: "https://northwind.example/new", failuresInARow: 5, openUntil: now, resumedAt: now, pausedAt: NOW });
    expect(await endpointOf("activation")).toMatchObject({ failuresInARow: 7, openUntil: LATER, failingSince: NOW, resumedAt: null });
    expect(await database().delivery.count({ where: { nextAt: LATER } }), "very many may wait: none is touched").toBe(4);
    expect(await database().alert.count({ where: { closedAt: null } })).toBe(0);
  });

  it("has what waits for an address that is taken away wait for the next one, and counts it up to a bound", async () => {
    await setEndpoints(system, { offerKey: "ledger", rules: ASKED });
    await messages();
    const { id, publisherId } = await endpointOf("log");
    const before = await database().delivery.findMany({ orderBy: { number: "asc" } });
    await setEndpoints(system, { offerKey: "ledger", rules: DEFAULTS });
    expect(await rulesOf("ledger")).toEqual(DEFAULTS);
    expect(await database().delivery.findMany({ orderBy: { number: "asc" } })).toEqual(before);
    expect(await newestAudit()).toMatch(/^EndpointsChanged (?!.*[Ww]ithdrawn)/);
    const { scope } = await member("northwind", "viewer");
    expect((await getOfferSettings(scope, "ledger")).waiting).toEqual({ activation: 2, log: 2 });
    const message = { publisherId, endpointId: id, kind: "action", subject: "Renew", body: "{}", state: "waiting", createdAt: NOW, triedSince: NOW, correlationId: "c" };
    await database().delivery.createMany({ data: Array.from({ length: MOST_WAITING_COUNTED + 9 }, () => ({ ...message, id: newId() })) });
    expect((await getOfferSettings(scope, "ledger")).waiting).toEqual({ activation: 2, log: MOST_WAITING_COUNTED + 1 });
    await setEndpoints({ ...system, now: LATER }, { offerKey: "ledger", rules: ASKED });
    expect(await endpointOf("log"), "the row stays, and what waits there has its whole time again").toMatchObject({ id, resumedAt: LATER });
  });

  it("is the document's: exported and applied again it changes nothing, and what the document leaves away is the default", async () => {
    await setEndpoints(system, { offerKey: "ledger", rules: ASKED });
    const document = parseOfferDocument(await exportOffers({ ...system.scope, publisherKey: "northwind" }), { MARKETPLACE_CLIENT_SECRET: "x" });
    if (document.kind === "refused") throw new Error(JSON.stringify(document.problems));
    expect(document.catalogue.offers[0]).toMatchObject({ activation: ASKED.activation, log: { url: ASKED.logUrl } });
    expect(await applyCatalogue(system, document.catalogue)).toEqual({ changes: [], notInFile: [] });
    await messages();
    const { changes } = await applyCatalogue(system, catalogueOf("northwind", "ledger", { activation: { mode: "endpoint", url: ASKED.activation.url } }));
    expect(changes).toEqual([
      { path: "offers[ledger].activation.deadlineMinutes", from: 30, to: null },
      { path: "offers[ledger].log.url", from: ASKED.logUrl, to: null },
    ]);
    expect(await states("waiting"), "a document takes no message back either").toEqual(["activation at activation", "test at activation", "action at log", "test at log"]);
    expect(await newestAudit()).toMatch(/^SettingsApplied (?!.*[Ww]ithdrawn)/);
    await applyCatalogue(system, catalogueOf("northwind", "ledger"));
    expect((await setEndpoints(system, { offerKey: "ledger", rules: DEFAULTS })).changes).toEqual([]);
  });

  const to = (url: string | null, mode: "automatic" | "endpoint" = "endpoint"): EndpointRules => ({ ...DEFAULTS, activation: { ...DEFAULTS.activation, mode, url } });
  it.each<[string, string, Role, string, EndpointRules, string, RegExp]>([
    ["another publisher's offer", "fabrikam", "owner", "ledger", ASKED, "not-found", /no such offer/],
    ["an offer that is not there", "northwind", "owner", "nothing", ASKED, "not-found", /no such offer/],
    ["by an operator", "northwind", "operator", "ledger", ASKED, "forbidden", /./],
    ["by a viewer", "northwind", "viewer", "ledger", ASKED, "forbidden", /./],
    ["a system without an address", "northwind", "admin", "ledger", to(null), "invalid-input", /activation.url: Your system cannot/],
    ["an address without encryption", "northwind", "admin", "ledger", to("http://northwind.example"), "invalid-input", /activation.url: .*https/],
    ["an address in a cloud's network", "northwind", "admin", "ledger", to("https://169.254.169.254/", "automatic"), "invalid-input", /activation.url: .*private network/],
    ["an address of this machine", "northwind", "admin", "ledger", { ...DEFAULTS, logUrl: "https://localhost/log" }, "invalid-input", /log.url: .*private network/],
  ])("is refused: %s", async (_, publisherKey, role, offerKey, rules, code, words) => {
    const refused = setEndpoints(await member(publisherKey, role), { offerKey, rules });
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.toThrow(words);
    expect(await rulesOf("ledger")).toEqual(DEFAULTS);
    expect(await database().auditEntry.count()).toBe(0);
  });

  it("is refused in a document where nothing could ever be sent there, each address with its place", async () => {
    const refused = applyCatalogue(system, catalogueOf("northwind", "ledger", { activation: { url: "http://northwind.example" }, log: { url: "https://[::1]/" } }));
    await expect(refused).rejects.toMatchObject({ code: "conflict", conflicts: [{ path: ["offers", 0, "activation", "url"] }, { path: ["offers", 0, "log", "url"] }] });
  });

  it("of two who saw the same, one is first and the other is told", async () => {
    const seen = endpointRulesFingerprint(await rulesOf("ledger"));
    const results = await Promise.allSettled([ASKED, { ...DEFAULTS, logUrl: ASKED.logUrl }].map((rules) => setEndpoints(system, { offerKey: "ledger", rules, seen })));
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
    expect(await database().endpoint.count()).toBeLessThanOrEqual(2);
  });
});

describe("the form", () => {
  const FIELDS = { mode: "automatic", activationUrl: "", deadlineMinutes: "", logUrl: "" };

  it("is read as people type, and nothing is the default", () => {
    expect(endpointsForm.parse(FIELDS)).toEqual(DEFAULTS);
    expect(endpointsForm.parse({ mode: "endpoint", activationUrl: ` ${String(ASKED.activation.url)} `, deadlineMinutes: " 30 ", logUrl: ASKED.logUrl })).toEqual(ASKED);
  });

  it.each<[string, object, string]>([
    ["a mode that is none", { mode: "manual" }, "mode: Choose one of the two."],
    ["no address", { activationUrl: "northwind" }, "activationUrl: Enter an address that begins with https://, without a user name or password in it."],
    ["a password in one", { logUrl: "https://a:b@northwind.example" }, "logUrl: Enter an address that begins with https://, without a user name or password in it."],
    ["too little time", { deadlineMinutes: "4" }, "deadlineMinutes: Enter a whole number from 5 to 43200, or nothing."],
    ["too much time", { deadlineMinutes: "43201" }, "deadlineMinutes: Enter a whole number from 5 to 43200, or nothing."],
  ])("explains %s beside its field", (_, change, words) => {
    expect(endpointsForm.safeParse({ ...FIELDS, ...change }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([words]);
  });
});
