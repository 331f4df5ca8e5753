import { database } from "../db/client";
import { keysetPage, type Page, type PageRequest } from "../db/keyset";
import type { Context, CustomerScope, LandingScope, PublisherScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { isAccepted, rightsOf, stateOf, type Rights } from "./policy";
import { readPlan, type PriceTerm, type SubscriptionState } from "./schema";
import { visitorOf, type Visitor } from "./visitor";
import { within } from "./within";

/** One row of a list of subscriptions. */
export interface SubscriptionLine {
  readonly id: string;
  readonly subscriptionId: string;
  readonly name: string;
  readonly offerName: string | null;
  readonly planId: string;
  readonly planName: string;
  readonly quantity: number;
  readonly perSeat: boolean;
  readonly state: SubscriptionState;
  readonly customer: string | null;
  readonly createdAt: Date;
  readonly endDate: Date | null;
}

/** All that a page tells of one subscription. */
export interface SubscriptionFacts extends SubscriptionLine {
  /** Microsoft's own word for the status. */
  readonly status: string;
  readonly offerKey: string | null;
  readonly productUrl: string | null;
  readonly supportEmail: string | null;
  readonly publisherName: string | null;
  readonly planDescription: string | null;
  readonly terms: readonly PriceTerm[];
  readonly termUnit: string;
  readonly startDate: Date | null;
  readonly autoRenew: boolean;
  readonly isFreeTrial: boolean;
  readonly allowedCustomerOperations: readonly string[];
  readonly resold: boolean;
  readonly tenantId: string | null;
  readonly beneficiaryEmail: string | null;
  readonly beneficiaryObjectId: string | null;
  readonly purchaserTenantId: string | null;
  readonly purchaserEmail: string | null;
  readonly contactEmail: string | null;
  readonly checkedAt: Date | null;
  readonly activation: ActivationFacts | null;
}

export interface ActivationFacts {
  readonly state: string;
  readonly requestedName: string;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
  readonly problem: string | null;
  readonly problemDetail: string | null;
  readonly correlationId: string | null;
}

const COLUMNS = {
  id: true,
  subscriptionId: true,
  name: true,
  planId: true,
  planJson: true,
  quantity: true,
  perSeat: true,
  status: true,
  createdAt: true,
  endDate: true,
  beneficiaryEmail: true,
  purchaserEmail: true,
  tenantId: true,
  offer: { select: { key: true, name: true, productUrl: true, supportEmail: true, publisher: { select: { name: true, supportEmail: true } }, plans: { select: { planId: true, name: true, perSeat: true } } } },
  activation: { select: { state: true, requestedName: true, requestedAt: true, finishedAt: true, problem: true, problemDetail: true, correlationId: true } },
} as const;

const ALL_COLUMNS = {
  ...COLUMNS,
  startDate: true,
  billingCycle: true,
  autoRenew: true,
  isFreeTrial: true,
  allowedCustomerOperations: true,
  beneficiaryObjectId: true,
  purchaserTenantId: true,
  purchaserObjectId: true,
  contactEmail: true,
  checkedAt: true,
  managers: { select: { tenantId: true, objectId: true } },
} as const;

async function findRows(where: object, request: PageRequest) {
  return keysetPage(request, (keyset) =>
    database().subscription.findMany({ where: { AND: [where, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: COLUMNS }),
  );
}

async function findRow(where: object) {
  return database().subscription.findFirst({ where, select: ALL_COLUMNS });
}

type Row = Awaited<ReturnType<typeof findRows>>["items"][number];
type WholeRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function toLine(row: Row): SubscriptionLine {
  const catalogued = row.offer?.plans.find((plan) => plan.planId === row.planId);
  return {
    id: row.id,
    subscriptionId: row.subscriptionId,
    name: row.name || row.subscriptionId,
    offerName: row.offer?.name ?? null,
    planId: row.planId,
    planName: readPlan(row.planJson)?.displayName ?? catalogued?.name ?? row.planId,
    quantity: row.quantity,
    perSeat: row.perSeat || (catalogued?.perSeat ?? false),
    state: stateOf(row.status, isAccepted(row.activation)),
    customer: row.beneficiaryEmail ?? row.purchaserEmail ?? row.tenantId,
    createdAt: row.createdAt,
    endDate: row.endDate,
  };
}

function toFacts(row: WholeRow): SubscriptionFacts {
  const plan = readPlan(row.planJson);
  return {
    ...toLine(row),
    status: row.status,
    offerKey: row.offer?.key ?? null,
    productUrl: row.offer?.productUrl ?? null,
    supportEmail: row.offer?.supportEmail ?? row.offer?.publisher.supportEmail ?? null,
    publisherName: row.offer?.publisher.name ?? null,
    planDescription: plan?.description ?? null,
    terms: plan?.terms ?? [],
    termUnit: row.billingCycle,
    startDate: row.startDate,
    autoRenew: row.autoRenew,
    isFreeTrial: row.isFreeTrial,
    allowedCustomerOperations: row.allowedCustomerOperations.split(" ").filter(Boolean),
    resold: row.purchaserTenantId !== null && row.tenantId !== null && row.purchaserTenantId !== row.tenantId,
    tenantId: row.tenantId,
    beneficiaryEmail: row.beneficiaryEmail,
    beneficiaryObjectId: row.beneficiaryObjectId,
    purchaserTenantId: row.purchaserTenantId,
    purchaserEmail: row.purchaserEmail,
    contactEmail: row.contactEmail,
    checkedAt: row.checkedAt,
    activation: row.activation,
  };
}

/** The subscriptions that a scope reaches, newest first, one keyset page. */
export async function listSubscriptions(scope: PublisherScope | CustomerScope, request: PageRequest & { search?: string }): Promise<Page<SubscriptionLine>> {
  const search = request.search?.trim();
  const where = search ? { AND: [within(scope), matching(search)] } : within(scope);
  const page = await findRows(where, request);
  return { ...page, items: page.items.map(toLine) };
}

function matching(search: string) {
  const contains = { contains: search };
  const columns = [{ name: contains }, { planId: contains }, { beneficiaryEmail: contains }, { purchaserEmail: contains }];
  const isGuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(search);
  const id = search.toLowerCase();
  return { OR: isGuid ? [{ subscriptionId: id }, { tenantId: id }] : columns };
}

/**
 * One subscription of the publisher.
 * @param subscriptionId Microsoft's id.
 * @throws NotFoundError outside the scope.
 */
export async function getSubscriptionOfPublisher(scope: PublisherScope, subscriptionId: string): Promise<SubscriptionFacts> {
  const row = await findRow({ subscriptionId, ...within(scope) });
  if (row === null) throw new NotFoundError("subscription");
  return toFacts(row);
}

/** A subscription as one person of the customer meets it. */
export interface CustomerSubscription {
  readonly facts: SubscriptionFacts;
  readonly visitor: Visitor;
  readonly rights: Rights;
}

/** @throws NotFoundError outside the scope. */
export async function getSubscriptionOfCustomer(ctx: Context<CustomerScope, UserActor>, subscriptionId: string): Promise<CustomerSubscription> {
  const row = await findRow({ subscriptionId, ...within(ctx.scope) });
  if (row === null) throw new NotFoundError("subscription");
  const facts = toFacts(row);
  const visitor = visitorOf(ctx.actor, row, false);
  return { facts, visitor, rights: rightsOf(visitor, facts.state) };
}

/**
 * A subscription as the person meets it whose browser brought its purchase token: anybody may stand there, and the
 * rights say what of it they are shown.
 * @param id the row's id, as the landing session holds it.
 */
export async function getSubscriptionOfVisitor(ctx: Context<LandingScope, UserActor>, id: string): Promise<CustomerSubscription> {
  const row = await findRow({ id, publisherId: ctx.scope.publisherId });
  if (row === null) throw new NotFoundError("subscription");
  const facts = toFacts(row);
  const visitor = visitorOf(ctx.actor, row, true);
  return { facts, visitor, rights: rightsOf(visitor, facts.state) };
}
