import { createHash, randomBytes, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { openDatabase, type Database } from "../../lib/db/testing";
import { COMMAND_LINE, NEXTAUTH_SECRET, runProcess, signal, startOwnPortal, type OwnPortal } from "./own-portal";

/** In all that only the owner's managers and the publisher may know there is one of these words, in what colleagues may know the other. */
export const MANAGERS_ONLY = /umbra/i;
export const TENANT_ONLY = /aurora/i;

/** Who tries; all but the owners are strangers in some way. Priya is on the publisher's staff, Omar on another's. */
export const VISITORS = ["mira", "priya", "stella", "jonas", "rico", "omar", "nobody", "expired"] as const;
export type Visitor = (typeof VISITORS)[number];

interface Person {
  readonly kind: "user";
  readonly tenantId: string;
  readonly objectId: string;
  readonly name: string;
  readonly email: string | null;
}

/** The keys that programs try: the publisher's own, another publisher's, one that was revoked, one that never was, none. */
export const KEYS = ["own", "other", "revoked", "wrong", "none"] as const;
export type Key = (typeof KEYS)[number];

/** One customer's subscription with all that can belong to one, beside a stranger's. */
export interface IsolatedWorld {
  readonly portal: OwnPortal;
  readonly database: Database;
  readonly cookies: Readonly<Record<Visitor, string>>;
  readonly keys: Readonly<Record<Key, string>>;
  readonly people: Readonly<Record<"mira" | "priya" | "stella" | "jonas" | "rico" | "omar" | "zoe" | "wim", Person>>;
  /** Mira's, and what belongs to it. */
  readonly subscriptionId: string;
  readonly licenseId: string;
  readonly licenseInvitationId: number;
  readonly seatRequestId: number;
  readonly importId: number;
  readonly changeId: number;
  readonly seatSecret: string;
  /** Stella's, who manages it. */
  readonly strangersSubscriptionId: string;
  readonly strangersLicenseId: string;
  readonly jobId: number;
  readonly callNumber: number;
  /** Ids that nobody but the owners is ever told. */
  readonly hiddenIds: readonly string[];
  close(): Promise<void>;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const person = (tenantId: string, name: string, email: string): Person => ({ kind: "user", tenantId, objectId: randomUUID(), name, email });

async function cookieOf(who: Person, maxAge = 3_600): Promise<string> {
  return `next-auth.session-token=${await encode({ token: { person: who }, secret: NEXTAUTH_SECRET, maxAge })}`;
}

export async function openIsolatedWorld(): Promise<IsolatedWorld> {
  const portal = await startOwnPortal({
    WORKER: "off",
    // So that not all who try come from one address, whose failures are counted.
    TRUSTED_PROXIES: "1",
    LOG_LEVEL: "fatal",
    MARKETPLACE_API_URL: "http://127.0.0.1:9",
    GRAPH_URL: "http://127.0.0.1:9",
    ENTRA_AUTHORITY: "http://127.0.0.1:9",
    ALLOW_PRIVATE_ENDPOINTS: "true",
    METRICS_TOKEN: randomBytes(24).toString("hex"),
  });
  const applied = await runProcess({ args: [COMMAND_LINE, "offers", "apply", "docs/offer.example.yaml"], env: { DATABASE_URL: portal.databaseUrl, MARKETPLACE_CLIENT_SECRET: "secret" } });
  expect(applied.code, applied.output).toBe(0);
  const database = openDatabase(portal.databaseUrl);

  const [aurora, harbor, cloudwise, northwind, fabrikam] = Array.from({ length: 5 }, () => randomUUID());
  const people = {
    mira: person(aurora ?? "", "Mira Aurora", "mira@aurora.example"),
    jonas: person(aurora ?? "", "Jonas", "jonas@elsewhere.example"),
    zoe: person(aurora ?? "", "Zoe Umbra", "zoe@umbra.example"),
    wim: person(aurora ?? "", "Wim Umbra", "wim@umbra.example"),
    stella: person(harbor ?? "", "Stella", "stella@harbor.example"),
    rico: person(cloudwise ?? "", "Rico", "rico@cloudwise.example"),
    priya: person(northwind ?? "", "Priya", "priya@northwind.example"),
    omar: person(fabrikam ?? "", "Omar", "omar@fabrikam.example"),
  };
  const now = new Date();
  const soon = new Date(now.getTime() + 3_600_000);
  const offer = await database.offer.findUniqueOrThrow({ where: { key: "ledgerlight" } });
  const { publisherId } = offer;
  const otherPublisher = await database.publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
  for (const [{ tenantId, objectId }, at] of [[people.priya, publisherId], [people.omar, otherPublisher.id]] as const) {
    await database.member.create({ data: { publisherId: at, tenantId, objectId, label: "Owner", role: "owner", addedAt: now } });
  }

  const sell = async (owner: Person, reseller: Person, name: string, contact: string): Promise<string> => {
    const id = randomUUID();
    const parties = { tenantId: owner.tenantId, beneficiaryObjectId: owner.objectId, beneficiaryEmail: owner.email, purchaserTenantId: reseller.tenantId, purchaserObjectId: reseller.objectId, purchaserEmail: reseller.email };
    await database.subscription.create({
      data: { id, subscriptionId: id, publisherId, offerId: offer.id, ...parties, name, planId: "team-monthly", perSeat: true, quantity: 9, acquiredLicenses: 2, status: "Subscribed", billingCycle: "P1M", allowedCustomerOperations: "Read Update Delete", contactEmail: contact, createdAt: now, checkedAt: soon },
    });
    return id;
  };
  const license = async (subscriptionInfoId: string, user: Person): Promise<string> => {
    const id = randomUUID();
    await database.subscriptionUser.create({ data: { id, subscriptionInfoId, publisherId, tenantId: user.tenantId, userId: user.objectId, userUpn: user.email ?? "", name: user.name, status: "Assigned", assignedAt: now, assignedBy: "Somebody" } });
    return id;
  };
  const subscriptionId = await sell(people.mira, people.rico, "Aurora Dental", "contact@aurora.example");
  const licenseId = await license(subscriptionId, people.zoe);
  const strangersSubscriptionId = await sell(people.stella, people.stella, "Harbor", "harbor@harbor.example");
  const strangersLicenseId = await license(strangersSubscriptionId, { ...people.stella, objectId: randomUUID() });

  const home = { publisherId, subscriptionInfoId: subscriptionId };
  const asker = { requestedTenantId: people.mira.tenantId, requestedObjectId: people.mira.objectId, requestedName: people.mira.name };
  const imported = await database.licenseImport.create({
    data: { ...home, ...asker, fileName: "umbra.csv", createdAt: now, state: "preview", lines: 2, ready: 1, entries: { create: [{ line: 1, label: "wim@umbra.example", name: "Wim Umbra", state: "ready" }, { line: 2, label: "no-one-umbra", state: "problem", problem: "bad-address" }] } },
  });
  const seatSecret = randomBytes(32).toString("base64url");
  const invitation = await database.licenseInvitation.create({ data: { ...home, key: `${subscriptionId}:ann@umbra.example`, hash: sha256(seatSecret), tenantId: people.mira.tenantId, label: "ann@umbra.example", invitedBy: "Mira Aurora", createdAt: now, expiresAt: soon, state: "open" } });
  const request = await database.accessRequest.create({
    data: { ...home, key: `${subscriptionId}:seat:wim`, kind: "seat", tenantId: people.wim.tenantId, objectId: people.wim.objectId, name: people.wim.name, email: people.wim.email, note: "For umbra's month end", createdAt: now, state: "open" },
  });
  const change = await database.changeRequest.create({ data: { ...home, ...asker, key: randomUUID(), action: "ChangeQuantity", quantityFrom: 5, quantityTo: 9, requestedAt: now, state: "failed", operationId: randomUUID(), finishedAt: now, problem: "refused", problemDetail: "umbra", correlationId: randomUUID() } });
  await database.directoryGrant.create({ data: { tenantId: people.mira.tenantId, objectId: people.mira.objectId, refreshToken: "umbra", accessToken: "umbra", accessTokenExpiresAt: soon, updatedAt: now } });
  await database.subscriptionAction.create({
    data: { id: randomUUID(), type: "Assign", date: now, ...home, subscriptionUserId: licenseId, initiatorUserId: people.mira.objectId, actorKind: "user", actorTenantId: people.mira.tenantId, actorName: people.mira.name, details: JSON.stringify({ userId: people.zoe.objectId, user: people.zoe.email }) },
  });
  const key = randomUUID();
  const call = { subscriptionId, action: "ChangeQuantity", body: '{"emailId":"zoe@umbra.example"}', headers: "{}", correlationId: key, receivedAt: now, lastReceivedAt: now };
  const { number: callNumber } = await database.inboxEvent.create({ data: { ...call, id: randomUUID(), publisherId, offerId: offer.id, operationId: key, state: "failed", lastError: "umbra" } });
  const { id: endpointId } = await database.endpoint.create({ data: { publisherId, offerId: offer.id, kind: "log", url: "https://umbra.example/log", createdAt: now } });
  // Under the number of the call: addresses have one for both.
  await database.delivery.create({ data: { ...home, number: callNumber, id: randomUUID(), endpointId, kind: "action", subject: "Assign", body: `{"subscriptionUserId":"${licenseId}","note":"umbra"}`, state: "dead", createdAt: now, triedSince: now, finishedAt: now, correlationId: key } });
  const job = await database.job.create({ data: { publisherId, kind: "gone.since", key, input: "{}", state: "dead", lastError: "umbra", correlationId: key, createdAt: now, finishedAt: now } });
  await database.alert.create({ data: { publisherId, kind: "job-dead", key, message: "An umbra was given up.", raisedAt: now, lastAt: now } });

  const keyOf = async (at: number, name: string, revokedAt: Date | null): Promise<string> => {
    const secret = `mpp_${randomBytes(32).toString("base64url")}`;
    await database.apiKey.create({ data: { publisherId: at, name, hash: sha256(secret), hint: secret.slice(0, 10), scopes: "subscriptions:read licenses:read licenses:write license-checks actions:read usage-events:write", createdBy: "Somebody", createdAt: now, revokedAt } });
    return secret;
  };
  const keys = {
    own: await keyOf(publisherId, "ERP umbra", null),
    other: await keyOf(otherPublisher.id, "ERP", null),
    revoked: await keyOf(publisherId, "Old umbra", now),
    wrong: `mpp_${randomBytes(32).toString("base64url")}`,
    none: "",
  };
  const { mira, priya, stella, jonas, rico, omar, zoe, wim } = people;
  const cookies = { mira: await cookieOf(mira), priya: await cookieOf(priya), stella: await cookieOf(stella), jonas: await cookieOf(jonas), rico: await cookieOf(rico), omar: await cookieOf(omar), nobody: "", expired: await cookieOf(mira, -3_600) };
  return {
    portal,
    database,
    cookies,
    keys,
    people,
    subscriptionId,
    licenseId,
    licenseInvitationId: invitation.id,
    seatRequestId: request.id,
    importId: imported.id,
    changeId: change.id,
    seatSecret,
    strangersSubscriptionId,
    strangersLicenseId,
    jobId: job.id,
    callNumber,
    hiddenIds: [mira.tenantId, mira.objectId, zoe.objectId, wim.objectId, licenseId, key, change.operationId ?? key],
    close: async () => {
      await database.$disconnect();
      signal(portal, "SIGTERM");
    },
  };
}

/** All that anybody could have changed, as one word. Not what reading writes: when a key was last used, who came by. */
export async function stateOf({ database }: IsolatedWorld): Promise<string> {
  const all = await Promise.all([
    database.subscription.findMany(),
    database.subscriptionUser.findMany({ omit: { lastCheckedAt: true } }),
    database.subscriptionManager.findMany(),
    database.subscriptionAction.findMany(),
    database.licenseInvitation.findMany(),
    database.accessRequest.findMany(),
    database.changeRequest.findMany(),
    database.licenseImport.findMany(),
    database.licenseImportLine.findMany(),
    database.directoryGrant.findMany(),
    database.activation.findMany(),
    database.operation.findMany(),
    database.job.findMany(),
    database.alert.findMany(),
    database.inboxEvent.findMany(),
    database.endpoint.findMany(),
    database.delivery.findMany(),
    database.drift.findMany(),
    database.invitation.findMany(),
    database.member.findMany(),
    database.offer.findMany(),
    database.plan.findMany(),
    database.auditEntry.findMany(),
    database.apiKey.findMany({ omit: { lastUsedAt: true } }),
  ]);
  return sha256(JSON.stringify(all));
}
