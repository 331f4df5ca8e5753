import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { z } from "zod";
import { openDatabase, type Database } from "../lib/db/testing";
import { BUILD, COMMAND_LINE, NEXTAUTH_SECRET, runProcess, signal, startOwnPortal, type OwnPortal } from "./support/own-portal";

const ROLES = ["viewer", "operator", "admin", "owner"] as const;
type Role = (typeof ROLES)[number];

const SUBSCRIPTION = randomUUID();
/** Of which the publisher's own system could not set one up. */
const WAITING = randomUUID();
const TENANT = randomUUID();
const PAGES = "/publisher/[publisherKey]";

/** Every page and file of a publisher's, and the least role that opens it. */
const LEAST_FOR_PAGE: Readonly<Record<string, Role>> = {
  [PAGES]: "viewer",
  [`${PAGES}/subscriptions`]: "viewer",
  [`${PAGES}/subscriptions/[subscriptionId]`]: "viewer",
  [`${PAGES}/subscriptions/export`]: "viewer",
  [`${PAGES}/search`]: "viewer",
  [`${PAGES}/licenses`]: "viewer",
  [`${PAGES}/licenses/export`]: "viewer",
  [`${PAGES}/inbox`]: "viewer",
  [`${PAGES}/inbox/[number]`]: "viewer",
  [`${PAGES}/inbox/export`]: "viewer",
  [`${PAGES}/actions`]: "viewer",
  [`${PAGES}/actions/export`]: "viewer",
  [`${PAGES}/deliveries`]: "viewer",
  [`${PAGES}/deliveries/[number]`]: "viewer",
  [`${PAGES}/drift`]: "viewer",
  [`${PAGES}/jobs`]: "viewer",
  [`${PAGES}/jobs/[jobId]`]: "viewer",
  [`${PAGES}/offers`]: "viewer",
  [`${PAGES}/offers/[offerKey]`]: "viewer",
  [`${PAGES}/offers/export`]: "admin",
  [`${PAGES}/team`]: "viewer",
  [`${PAGES}/api-keys`]: "admin",
  [`${PAGES}/audit`]: "admin",
};

/** What there is to act on, made anew for every role. */
interface Targets {
  readonly alertId: number;
  readonly jobId: number;
  readonly callNumber: number;
  readonly deliveryNumber: number;
  /** One that is well, and one that is paused. */
  readonly endpointId: number;
  readonly pausedEndpointId: number;
  readonly driftId: number;
  readonly invitationId: number;
  readonly apiKeyId: number;
  readonly viewerId: number;
  readonly ownerId: number;
}

interface Command {
  /** The server action that a page's button calls. */
  readonly action: string;
  readonly what?: string;
  readonly least: Role;
  /** A page that has it. */
  readonly page: string;
  /** After the publisher's key; a record stands for a form. */
  readonly given: (targets: Targets) => readonly unknown[];
}

const ACCEPTING = { whenSilent: "accept", planUpgrades: "accept", planDowngrades: "accept", seatIncreases: "accept", seatDecreases: "accept" };

/** Every command that pages give to the staff. */
const COMMANDS: readonly Command[] = [
  { action: "askMicrosoft", least: "operator", page: `subscriptions/${SUBSCRIPTION}`, given: () => [SUBSCRIPTION] },
  { action: "decideActivation", least: "operator", page: `subscriptions/${WAITING}`, given: () => [WAITING, 0, "finish", form({ reason: "" })] },
  { action: "closeOne", least: "operator", page: "", given: ({ alertId }) => [alertId] },
  { action: "compareNow", least: "operator", page: "drift", given: () => [] },
  { action: "repairOne", least: "operator", page: "drift", given: ({ driftId }) => [driftId] },
  { action: "retryOne", least: "operator", page: "jobs", given: ({ jobId }) => [jobId] },
  { action: "retryAll", least: "operator", page: "jobs", given: () => [] },
  { action: "replayCall", least: "operator", page: "inbox", given: ({ callNumber }) => [callNumber] },
  { action: "replayAllFailed", least: "operator", page: "inbox", given: () => [] },
  { action: "revealCall", least: "operator", page: "inbox", given: ({ callNumber }) => [callNumber] },
  { action: "keepActions", least: "owner", page: "actions", given: ({ alertId }) => [form({ days: String(30 + alertId) })] },
  { action: "resendOne", least: "operator", page: "deliveries", given: ({ deliveryNumber }) => [deliveryNumber] },
  { action: "resendAllDead", least: "operator", page: "deliveries", given: ({ endpointId }) => [endpointId] },
  { action: "pauseOne", least: "operator", page: "deliveries", given: ({ endpointId }) => [endpointId] },
  { action: "resumeOne", least: "operator", page: "deliveries", given: ({ pausedEndpointId }) => [pausedEndpointId] },
  { action: "testOne", least: "operator", page: "deliveries", given: ({ endpointId }) => [endpointId] },
  { action: "revealMessage", least: "operator", page: "deliveries", given: ({ deliveryNumber }) => [deliveryNumber] },
  { action: "rotateSecret", least: "admin", page: "offers/ledgerlight", given: () => ["ledgerlight"] },
  { action: "saveChangeRules", least: "admin", page: "offers/ledgerlight", given: ({ alertId }) => ["ledgerlight", null, form({ ...ACCEPTING, decisionUrl: `https://ledgerlight.example/${alertId}` })] },
  { action: "saveLicenseRules", least: "admin", page: "offers/ledgerlight", given: () => ["ledgerlight", null, form({ overAssignment: "accept" })] },
  { action: "saveEndpoints", least: "admin", page: "offers/ledgerlight", given: ({ alertId }) => ["ledgerlight", null, form({ mode: "automatic", activationUrl: "", deadlineMinutes: "", logUrl: `https://ledgerlight.example/${alertId}` })] },
  { action: "makeKey", least: "admin", page: "offers/ledgerlight", given: () => ["ledgerlight"] },
  { action: "removeKey", least: "admin", page: "offers/ledgerlight", given: () => ["ledgerlight"] },
  { action: "invite", least: "admin", page: "team", given: () => [null, form({ label: "Tove", role: "viewer", account: "own", tenantId: "" })] },
  { action: "invite", what: "an owner", least: "owner", page: "team", given: () => [null, form({ label: "Tove", role: "owner", account: "own", tenantId: "" })] },
  { action: "changeMemberRole", least: "admin", page: "team", given: ({ viewerId }) => [viewerId, form({ role: "operator" })] },
  { action: "changeMemberRole", what: "to owner", least: "owner", page: "team", given: ({ viewerId }) => [viewerId, form({ role: "owner" })] },
  { action: "changeMemberRole", what: "of an owner", least: "owner", page: "team", given: ({ ownerId }) => [ownerId, form({ role: "admin" })] },
  { action: "takeBackInvitation", least: "admin", page: "team", given: ({ invitationId }) => [invitationId] },
  { action: "removeFromTeam", least: "admin", page: "team", given: ({ viewerId }) => [viewerId] },
  { action: "removeFromTeam", what: "an owner", least: "owner", page: "team", given: ({ ownerId }) => [ownerId] },
  { action: "createKey", least: "admin", page: "api-keys", given: () => [null, form({ name: "ERP", scope: "subscriptions:read" })] },
  { action: "revokeKey", least: "admin", page: "api-keys", given: ({ apiKeyId }) => [apiKeyId] },
];

function may(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

function form(fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

let portal: OwnPortal;
let database: Database;
let publisherId: number;
/** The id under which the build has each server action. */
const actionIds = new Map<string, string>();

async function command(...args: readonly string[]): Promise<void> {
  const { code, output } = await runProcess({ args: [COMMAND_LINE, ...args], env: { DATABASE_URL: portal.databaseUrl, MARKETPLACE_CLIENT_SECRET: "secret" } });
  expect(code, output).toBe(0);
}

/** Somebody of the publisher's organisation, signed in; on its staff only where a role is said. */
async function somebody(role?: Role): Promise<string> {
  const person = { kind: "user", tenantId: TENANT, objectId: randomUUID(), name: role ?? "Nobody", email: null };
  if (role) await database.member.create({ data: { publisherId, tenantId: TENANT, objectId: person.objectId, label: role, role, addedAt: new Date() } });
  return `next-auth.session-token=${await encode({ token: { person }, secret: NEXTAUTH_SECRET })}`;
}

async function makeTargets(): Promise<Targets> {
  const [now, key] = [new Date(), randomUUID()];
  // There may be only so many of both at once.
  await database.apiKey.deleteMany();
  await database.invitation.deleteMany();
  await database.drift.deleteMany();
  await database.activation.deleteMany();
  await database.activation.create({ data: { subscriptionInfoId: WAITING, state: "reported-failed", requestedTenantId: TENANT, requestedObjectId: randomUUID(), requestedName: "Mira", requestedAt: now, handedOverAt: now } });
  await database.offer.updateMany({ data: { overAssignment: "refuse" } });
  await database.job.deleteMany({ where: { kind: "subscriptions.reconcile" } });
  const alert = await database.alert.create({ data: { publisherId, kind: "job-dead", key, message: "A job was given up.", raisedAt: now, lastAt: now } });
  const job = await database.job.create({ data: { publisherId, kind: "gone.since", key, input: "{}", state: "dead", lastError: "In vain.", correlationId: key, createdAt: now, finishedAt: now } });
  const { id: offerId } = await database.offer.findUniqueOrThrow({ where: { key: "ledgerlight" } });
  const call = { subscriptionId: SUBSCRIPTION, action: "ChangeQuantity", body: '{"emailId":"mira@aurora.example"}', headers: "{}", correlationId: key, receivedAt: now, lastReceivedAt: now };
  const { number: callNumber } = await database.inboxEvent.create({ data: { ...call, id: randomUUID(), publisherId, offerId, operationId: key, state: "failed" } });
  await database.delivery.deleteMany();
  await database.endpoint.deleteMany();
  const endpoint = { publisherId, offerId, createdAt: now };
  const { id: endpointId } = await database.endpoint.create({ data: { ...endpoint, kind: "log", url: "https://ledgerlight.example/log?code=hidden" } });
  const { id: pausedEndpointId } = await database.endpoint.create({ data: { ...endpoint, kind: "activation", url: "https://ledgerlight.example/set-up", pausedAt: now, pausedBy: "Priya" } });
  const message = { publisherId, subject: "Renew", state: "dead", createdAt: now, triedSince: now, finishedAt: now, correlationId: key };
  // Under the number of the call: addresses have one for both.
  const { number: deliveryNumber } = await database.delivery.create({ data: { ...message, number: callNumber, id: randomUUID(), endpointId: pausedEndpointId, kind: "activation", body: '{"emailId":"mira@aurora.example"}', sealedHeaders: "sealed" } });
  await database.delivery.create({ data: { ...message, id: randomUUID(), endpointId, kind: "action", body: "{}" } });
  const { id: driftId } = await database.drift.create({ data: { publisherId, subscriptionId: SUBSCRIPTION, key, kind: "differs", field: "quantity", ours: "1", theirs: "2", foundAt: now, seenAt: now } });
  const invitation = await database.invitation.create({ data: { publisherId, hash: key, tenantId: TENANT, label: "Omar", role: "viewer", invitedBy: "Priya", createdAt: now, expiresAt: new Date(now.getTime() + 3_600_000) } });
  const apiKey = await database.apiKey.create({ data: { publisherId, name: "ERP", hash: key, hint: "mpp_abc", scopes: "subscriptions:read", createdBy: "Priya", createdAt: now } });
  const [viewer, owner] = await Promise.all((["viewer", "owner"] as const).map((role) => database.member.create({ data: { publisherId, tenantId: TENANT, objectId: randomUUID(), label: role, role, addedAt: now } })));
  return { alertId: alert.id, jobId: job.id, callNumber, deliveryNumber, endpointId, pausedEndpointId, driftId, invitationId: invitation.id, apiKeyId: apiKey.id, viewerId: viewer?.id ?? 0, ownerId: owner?.id ?? 0 };
}

function addressOf(route: string, { jobId, callNumber }: Targets, publisher = "northwind"): string {
  return portal.url + route.replace("[publisherKey]", publisher).replace("[subscriptionId]", SUBSCRIPTION).replace("[jobId]", String(jobId)).replace("[number]", String(callNumber)).replace("[offerKey]", "ledgerlight");
}

async function open(cookie: string, address: string): Promise<number> {
  const response = await fetch(address, { headers: { cookie }, redirect: "manual" });
  await response.arrayBuffer();
  return response.status;
}

interface Answer {
  readonly status: number;
  readonly leadsTo: string;
}

/** Calls a server action as a browser does, whether or not a page offers it to this person. */
async function act(cookie: string, { action, page, given }: Command, targets: Targets, publisher = "northwind"): Promise<Answer> {
  const body = new FormData();
  const args = [publisher, ...given(targets)].map((value, index) => {
    if (!(value instanceof FormData)) return value;
    for (const [name, text] of value) body.append(`_${index.toString(16)}_${name}`, text);
    return `$K${index.toString(16)}`;
  });
  body.set("0", JSON.stringify(args));
  const response = await fetch(`${portal.url}/publisher/northwind${page && `/${page}`}`, {
    method: "POST",
    headers: { cookie, origin: portal.url, "next-action": actionIds.get(action) ?? "" },
    body,
    redirect: "manual",
  });
  await response.arrayBuffer();
  return { status: response.status, leadsTo: response.headers.get("x-action-redirect") ?? response.headers.get("location") ?? "" };
}

/** All that commands could have changed, as one word. */
async function world(): Promise<string> {
  const all = await Promise.all([database.alert.findMany(), database.job.findMany(), database.inboxEvent.findMany(), database.drift.findMany(), database.invitation.findMany(), database.apiKey.findMany(), database.member.findMany(), database.offer.findMany(), database.endpoint.findMany(), database.delivery.findMany(), database.auditEntry.findMany()]);
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

test.beforeAll(async () => {
  portal = await startOwnPortal({ WORKER: "off", LOG_LEVEL: "fatal", MARKETPLACE_API_URL: "http://127.0.0.1:9", ENTRA_AUTHORITY: "http://127.0.0.1:9", ALLOW_PRIVATE_ENDPOINTS: "true" });
  await command("offers", "apply", "docs/offer.example.yaml");
  database = openDatabase(portal.databaseUrl);
  const offer = await database.offer.findUniqueOrThrow({ where: { key: "ledgerlight" } });
  publisherId = offer.publisherId;
  await database.subscription.createMany({
    data: [SUBSCRIPTION, WAITING].map((id) => ({ id, subscriptionId: id, planId: "basic", quantity: 1, status: id === WAITING ? "PendingFulfillmentStart" : "Subscribed", billingCycle: "P1M", publisherId, offerId: offer.id, name: "Aurora", createdAt: new Date() })),
  });
  const manifest: unknown = JSON.parse(await readFile(join(BUILD, "server/server-reference-manifest.json"), "utf8"));
  const { node } = z.object({ node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string() })) }).parse(manifest);
  for (const [id, { filename, exportedName }] of Object.entries(node)) if (filename.startsWith("app/publisher/")) actionIds.set(exportedName, id);
});
test.afterAll(async () => {
  await database.$disconnect();
  signal(portal, "SIGTERM");
});

test("the tables leave no page and no command out", async () => {
  const routes = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(join(BUILD, "app-path-routes-manifest.json"), "utf8")));
  expect(Object.keys(LEAST_FOR_PAGE).sort()).toEqual(Object.values(routes).filter((route) => route.startsWith(PAGES)).sort());
  expect([...new Set(COMMANDS.map(({ action }) => action))].sort()).toEqual([...actionIds.keys()].sort());
});

for (const role of ROLES) {
  test(`what ${role}s may open and do, and nothing else`, async () => {
    test.slow();
    const cookie = await somebody(role);
    const targets = await makeTargets();
    for (const [route, least] of Object.entries(LEAST_FOR_PAGE)) {
      expect(await open(cookie, addressOf(route, targets)), `${role} opens ${route}`).toBe(may(role, least) ? 200 : 403);
    }
    const page = await (await fetch(addressOf(`${PAGES}/subscriptions/[subscriptionId]`, targets), { headers: { cookie } })).text();
    expect(page.includes("Show the JSON"), `${role} and what Microsoft sent`).toBe(may(role, "operator"));
    expect(page.includes("Ask Microsoft now"), `${role} and the button`).toBe(may(role, "operator"));
    const waiting = await (await fetch(`${portal.url}/publisher/northwind/subscriptions/${WAITING}`, { headers: { cookie } })).text();
    for (const button of ["Activate now", "Refuse"]) expect(waiting.includes(`>${button}<`), `${role} and the button ${button}`).toBe(may(role, "operator"));
    await database.offer.update({ where: { key: "ledgerlight" }, data: { changeDecisionUrl: "https://ledgerlight.example/changes?code=hidden" } });
    const offer = await (await fetch(addressOf(`${PAGES}/offers/[offerKey]`, targets), { headers: { cookie } })).text();
    for (const button of ["Set the rules", "Require a key"]) expect(offer.includes(`>${button}<`), `${role} and "${button}"`).toBe(may(role, "admin"));
    expect(offer.includes("An admin or an owner sees the whole address, and can change these rules."), `${role} reads the rules`).toBe(!may(role, "admin"));
    expect(offer.includes("code=hidden"), `${role} and what may let somebody in at the publisher's`).toBe(may(role, "admin"));
    expect(offer.includes("Download as YAML"), `${role} and the document`).toBe(may(role, "admin"));
    const drift = await (await fetch(addressOf(`${PAGES}/drift`, targets), { headers: { cookie } })).text();
    for (const button of ["Compare now", "Repair"]) expect(drift.includes(`>${button}<`), `${role} and the button ${button}`).toBe(may(role, "operator"));
    const call = await (await fetch(addressOf(`${PAGES}/inbox/[number]`, targets), { headers: { cookie } })).text();
    for (const button of ["Show personal data", "Replay"]) expect(call.includes(button), `${role} and the button ${button}`).toBe(may(role, "operator"));
    expect(call.includes("mira@aurora.example"), `${role} and personal data`).toBe(false);
    const message = await (await fetch(addressOf(`${PAGES}/deliveries/[number]`, targets), { headers: { cookie } })).text();
    for (const button of ["Show personal data", "Resend"]) expect(message.includes(button), `${role} and the button ${button}`).toBe(may(role, "operator"));
    expect(message.includes("mira@aurora.example"), `${role} and personal data of a message`).toBe(false);
    const deliveries = await (await fetch(addressOf(`${PAGES}/deliveries`, targets), { headers: { cookie } })).text();
    for (const button of ["Resend all failed", "Send a test", "Pause", "Resume"]) expect(deliveries.includes(`>${button}<`), `${role} and the button ${button}`).toBe(may(role, "operator"));
    expect(deliveries.includes("code=hidden"), `${role} and what may let somebody in at the publisher's`).toBe(false);

    for (const each of COMMANDS) {
      const own = await makeTargets();
      const before = await world();
      const { status } = await act(cookie, each, own);
      const what = `${role}: ${each.action} ${each.what ?? ""}`;
      if (may(role, each.least)) {
        expect([200, 303], what).toContain(status);
        if (each.action !== "askMicrosoft") expect(await world(), what).not.toBe(before);
      } else {
        expect(status, what).toBe(403);
        expect(await world(), what).toBe(before);
      }
    }
  });
}

test("for everybody else there is nothing: not on the staff, removed from it, of another publisher", async () => {
  test.slow();
  const targets = await makeTargets();
  const fabrikam = await database.publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
  const [nobody, removed, other] = [await somebody(), await somebody("owner"), await somebody("owner")];
  const latest = await database.member.findMany({ orderBy: { id: "desc" }, take: 2 });
  await database.member.update({ where: { id: latest[1]?.id ?? 0 }, data: { removedAt: new Date() } });
  await database.member.update({ where: { id: latest[0]?.id ?? 0 }, data: { publisherId: fabrikam.id } });
  for (const [who, cookie] of Object.entries({ nobody, removed, other })) {
    for (const route of Object.keys(LEAST_FOR_PAGE)) expect(await open(cookie, addressOf(route, targets)), `${who} opens ${route}`).toBe(404);
    for (const each of COMMANDS) {
      const before = await world();
      expect((await act(cookie, each, targets)).status, `${who}: ${each.action}`).toBe(404);
      expect(await world(), `${who}: ${each.action}`).toBe(before);
    }
  }
  // By way of one's own publisher, the other one's things are as little there.
  for (const each of COMMANDS.filter(({ given }) => given(targets).some((value) => typeof value === "number" || value === "ledgerlight" || value === SUBSCRIPTION))) {
    const before = await world();
    const { status } = await act(other, each, targets, "fabrikam");
    if (each.action !== "closeOne") expect(status, each.action).toBe(404);
    expect(await world(), each.action).toBe(before);
  }
});

test("without a sign-in everything leads to it", async () => {
  const targets = await makeTargets();
  for (const route of Object.keys(LEAST_FOR_PAGE)) expect([303, 307, 401], route).toContain(await open("", addressOf(route, targets)));
  const before = await world();
  for (const each of COMMANDS) expect((await act("", each, targets)).leadsTo, each.action).toContain("/sign-in?callbackUrl=");
  expect(await world()).toBe(before);
});
