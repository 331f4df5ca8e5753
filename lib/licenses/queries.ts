import { database } from "../db/client";
import { numberedPage, sortedPage, type Page, type PageRequest, type Sort } from "../db/keyset";
import type { Context, CustomerScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { guid } from "../kernel/ids";
import type { LicenseModel } from "../offers/schema";
import { findManaged } from "../subscriptions/find-managed";
import { licenseModelOf } from "../subscriptions/license-model";
import { isManager } from "../subscriptions/is-manager";
import { stateOf } from "../subscriptions/policy";
import { readPlan, type SubscriptionState } from "../subscriptions/schema";
import { within } from "../subscriptions/within";

type Customer = Context<CustomerScope, UserActor>;

/** Somebody who has a seat, as managers see them. */
export interface LicenseLine {
  readonly id: string;
  readonly userId: string;
  readonly upn: string;
  readonly name: string | null;
  readonly assignedAt: Date | null;
  readonly assignedBy: string | null;
  /** When the product last asked about them; null: never. */
  readonly lastCheckedAt: Date | null;
}

const NEWEST_FIRST: Sort<"assignedAt"> = { column: { name: "assignedAt", kind: "time", nullable: true }, direction: "desc" };

/** Only managers see who has a seat. @throws NotFoundError outside the scope, and for everybody else. */
async function managed(ctx: Customer, subscriptionId: string) {
  const subscription = await findManaged(ctx, subscriptionId);
  if (subscription === null) throw new NotFoundError("subscription");
  return subscription;
}

export interface LicenseListRequest extends PageRequest {
  /** Part of a name or address, or an object id. */
  readonly search?: string;
}

/**
 * Who has a seat, the newest first, one keyset page.
 * @throws NotFoundError outside the scope, and for whoever is no manager.
 */
export async function listLicenses(ctx: Customer, subscriptionId: string, { search = "", ...request }: LicenseListRequest = {}): Promise<Page<LicenseLine>> {
  const { id } = await managed(ctx, subscriptionId);
  const page = await sortedPage(NEWEST_FIRST, request, (keyset) =>
    database().subscriptionUser.findMany({
      where: { AND: [{ subscriptionInfoId: id, status: "Assigned" }, matching(search.trim()), keyset.where] },
      orderBy: keyset.orderBy,
      take: keyset.take,
      select: { id: true, userId: true, userUpn: true, name: true, assignedAt: true, assignedBy: true, lastCheckedAt: true },
    }),
  );
  return { ...page, items: page.items.map(({ userUpn, ...line }) => ({ ...line, upn: userUpn })) };
}

function matching(search: string): object {
  if (search === "") return {};
  const userId = guid.safeParse(search).data;
  return userId === undefined ? { OR: [{ userUpn: { contains: search } }, { name: { contains: search } }] } : { userId };
}

/** An invitation that holds a seat. */
export interface InvitationLine {
  readonly id: number;
  readonly label: string;
  readonly invitedBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const MOST_SHOWN = 200;

/**
 * The open invitations, the newest first, one keyset page.
 * @throws NotFoundError outside the scope, and for whoever is no manager.
 */
export async function listInvitations(ctx: Customer, subscriptionId: string, request: PageRequest = {}): Promise<Page<InvitationLine>> {
  const { id: subscriptionInfoId } = await managed(ctx, subscriptionId);
  const page = await numberedPage(request, async ({ where, orderBy, take }) => {
    const invitations = await database().licenseInvitation.findMany({
      where: { subscriptionInfoId, state: "open", expiresAt: { gt: ctx.now }, ...(where.number === undefined ? {} : { id: where.number }) },
      orderBy: { id: orderBy.number },
      take,
      select: { id: true, label: true, invitedBy: true, createdAt: true, expiresAt: true },
    });
    return invitations.map((invitation) => ({ number: invitation.id, invitation }));
  });
  return { ...page, items: page.items.map(({ invitation }) => invitation) };
}

/** What a colleague asks for. */
export interface RequestLine {
  readonly id: number;
  /** One of REQUEST_KINDS. */
  readonly kind: string;
  readonly name: string;
  readonly email: string | null;
  readonly note: string | null;
  readonly createdAt: Date;
}

/** What colleagues ask for and nobody has decided, the oldest first, at most 200. @throws NotFoundError outside the scope, and for whoever is no manager. */
export async function listRequests(ctx: Customer, subscriptionId: string): Promise<RequestLine[]> {
  const { id } = await managed(ctx, subscriptionId);
  return database().accessRequest.findMany({
    where: { subscriptionInfoId: id, state: "open" },
    orderBy: { id: "asc" },
    take: MOST_SHOWN,
    select: { id: true, kind: true, name: true, email: true, note: true, createdAt: true },
  });
}

/** How the seats of a subscription stand. */
export interface Seats {
  readonly model: LicenseModel;
  /** Bought. */
  readonly bought: number;
  /** Given, or held by invitations. */
  readonly taken: number;
  readonly free: number;
  /** Beyond those that were bought, after a reduction. */
  readonly over: number;
}

export function seatsOf({ licenseModel, quantity, acquiredLicenses }: { readonly licenseModel: LicenseModel; readonly quantity: number; readonly acquiredLicenses: number }): Seats {
  return { model: licenseModel, bought: quantity, taken: acquiredLicenses, free: Math.max(0, quantity - acquiredLicenses), over: Math.max(0, acquiredLicenses - quantity) };
}

/** What one person is to a subscription of their organisation. */
export interface OwnStanding {
  /** A seat of their own; site: everybody of the organisation has; null: none. */
  readonly license: "assigned" | "site" | null;
  /** What they asked for and nobody has decided. */
  readonly asked: readonly { readonly id: number; readonly kind: string }[];
}

/** @throws NotFoundError outside the scope. */
export async function ownStanding({ actor, scope }: Customer, subscriptionId: string): Promise<OwnStanding> {
  const { tenantId, objectId } = actor;
  const row = await database().subscription.findFirst({
    where: { subscriptionId, ...within(scope) },
    select: {
      tenantId: true,
      beneficiaryObjectId: true,
      planId: true,
      perSeat: true,
      offer: { select: { plans: { select: { planId: true, perSeat: true, licenseModel: true } } } },
      users: { where: { userId: objectId, status: "Assigned" }, select: { tenantId: true } },
      accessRequests: { where: { tenantId, objectId, state: "open" }, select: { id: true, kind: true } },
    },
  });
  if (row === null) throw new NotFoundError("subscription");
  const isOfIt = row.tenantId === tenantId && (!scope.personal || row.beneficiaryObjectId === objectId);
  const hasSeat = row.users.some((user) => user.tenantId === tenantId);
  const license = hasSeat ? "assigned" : isOfIt && licenseModelOf(row) === "site" ? "site" : null;
  return { license, asked: row.accessRequests };
}

/** A license of the reader's own, or one that their organisation's plan gives to everybody. */
export interface OwnLicense {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly offerName: string;
  readonly publisherName: string;
  readonly planName: string;
  readonly state: SubscriptionState;
  readonly productUrl: string | null;
  /** first-come: none yet; whoever comes while one is free gets one. */
  readonly kind: "assigned" | "site" | "first-come";
  readonly assignedAt: Date | null;
  /** Whether they may open the subscription's page: a guest of a personal account's may not. */
  readonly isWithin: boolean;
}

const LICENSE_COLUMNS = {
  subscriptionId: true,
  name: true,
  status: true,
  planId: true,
  planJson: true,
  perSeat: true,
  tenantId: true,
  beneficiaryObjectId: true,
  beneficiaryEmail: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  purchaserEmail: true,
  managers: { select: { tenantId: true, objectId: true, removedAt: true } },
  offer: { select: { name: true, productUrl: true, publisher: { select: { name: true } }, plans: { select: { planId: true, name: true, perSeat: true, licenseModel: true } } } },
} as const;

/** What the reader may use: seats that they were given, and what is for everybody of their organisation. Cancelled ones are left out. */
export async function listOwnLicenses({ actor, scope }: Customer): Promise<OwnLicense[]> {
  const { tenantId, objectId } = actor;
  const given = await database().subscriptionUser.findMany({
    where: { tenantId, userId: objectId, status: "Assigned" },
    orderBy: { assignedAt: "desc" },
    take: MOST_SHOWN,
    select: { assignedAt: true, subscription: { select: LICENSE_COLUMNS } },
  });
  const candidates = await database().subscription.findMany({
    where: { tenantId, ...(scope.personal ? { beneficiaryObjectId: objectId } : {}), status: { in: ["Subscribed", "Suspended"] } },
    orderBy: { createdAt: "desc" },
    take: MOST_SHOWN,
    select: LICENSE_COLUMNS,
  });
  const forAll = candidates.filter((row) => licenseModelOf(row) !== "seat" && given.every(({ subscription }) => subscription.subscriptionId !== row.subscriptionId));
  const shown = (row: (typeof candidates)[number], kind: OwnLicense["kind"], assignedAt: Date | null): OwnLicense => ({
    subscriptionId: row.subscriptionId,
    subscriptionName: row.name || row.subscriptionId,
    offerName: row.offer?.name ?? "",
    publisherName: row.offer?.publisher.name ?? "",
    planName: readPlan(row.planJson)?.displayName ?? row.offer?.plans.find(({ planId }) => planId === row.planId)?.name ?? row.planId,
    state: stateOf(row.status, null),
    productUrl: row.offer?.productUrl ?? null,
    kind,
    assignedAt,
    isWithin: !scope.personal || isManager(actor, row),
  });
  return [...given.filter(({ subscription }) => subscription.status !== "Unsubscribed").map(({ subscription, assignedAt }) => shown(subscription, "assigned", assignedAt)), ...forAll.map((row) => shown(row, licenseModelOf(row) === "site" ? "site" : "first-come", null))];
}
