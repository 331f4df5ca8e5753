import { database } from "../db/client";
import { sortedPage, type Page, type PageRequest } from "../db/keyset";
import type { Context, CustomerScope, LandingScope, PublisherScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { FACT_COLUMNS, toFacts, type ManagerFacts, type SubscriptionFacts } from "./facts";
import { conditionsOf, EVERYTHING, NEWEST_FIRST, type SubscriptionFilter, type SubscriptionSort } from "./filter";
import { LINE_COLUMNS, toLine, type SubscriptionLine } from "./line";
import { isManager } from "./is-manager";
import { rightsOf, type Rights } from "./policy";
import { visitorOf, type Visitor } from "./visitor";
import { within } from "./within";

export interface SubscriptionListRequest extends PageRequest, Partial<SubscriptionFilter> {
  readonly sort?: SubscriptionSort;
}

/** The subscriptions that a scope reaches, newest first unless something else is asked for, one keyset page. */
export async function listSubscriptions(scope: PublisherScope | CustomerScope, request: SubscriptionListRequest = {}): Promise<Page<SubscriptionLine>> {
  const { sort = NEWEST_FIRST, limit, cursor, ...filter } = request;
  const conditions = [within(scope), ...conditionsOf({ ...EVERYTHING, ...filter }, scope.kind === "publisher" ? "staff" : "customer")];
  const page = await sortedPage(sort, { limit, cursor }, (keyset) =>
    database().subscription.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: LINE_COLUMNS }),
  );
  return { ...page, items: page.items.map(toLine) };
}

/** What a publisher's list can be filtered by: its offers, each with its plans. */
export interface OfferChoice {
  readonly key: string;
  readonly name: string;
  readonly plans: readonly { readonly planId: string; readonly name: string }[];
}

const MOST_CHOICES = 500;

export async function listOfferChoices(scope: PublisherScope): Promise<OfferChoice[]> {
  return database().offer.findMany({
    where: { publisherId: scope.publisherId },
    select: { key: true, name: true, plans: { select: { planId: true, name: true }, orderBy: { id: "asc" } } },
    orderBy: { name: "asc" },
    take: MOST_CHOICES,
  });
}

async function findRow(where: object) {
  const row = await database().subscription.findFirst({ where, select: FACT_COLUMNS });
  if (row === null) throw new NotFoundError("subscription");
  return row;
}

/** A subscription as the publisher's staff meet it. */
export interface PublisherSubscription extends SubscriptionFacts {
  readonly managers: readonly ManagerFacts[];
}

/**
 * One subscription of the publisher.
 * @param subscriptionId Microsoft's id.
 * @throws NotFoundError outside the scope.
 */
export async function getSubscriptionOfPublisher(scope: PublisherScope, subscriptionId: string): Promise<PublisherSubscription> {
  const row = await findRow({ subscriptionId, ...within(scope) });
  return { ...toFacts(row), managers: row.managers.filter(({ removedAt }) => removedAt === null) };
}

/** What Microsoft last said, as it said it; null where it was not asked, or the row is older than this portal. */
export interface RawSubscription {
  readonly subscription: string | null;
  readonly plan: string | null;
}

/**
 * The stored answers of Microsoft, with all personal data that they hold.
 * @throws NotFoundError outside the scope.
 */
export async function getRawSubscription(scope: PublisherScope, subscriptionId: string): Promise<RawSubscription> {
  const row = await database().subscription.findFirst({ where: { subscriptionId, ...within(scope) }, select: { marketplaceJson: true, planJson: true } });
  if (row === null) throw new NotFoundError("subscription");
  return { subscription: row.marketplaceJson, plan: row.planJson };
}

/** A subscription as one person of the customer meets it. */
export interface CustomerSubscription {
  readonly facts: SubscriptionFacts;
  readonly visitor: Visitor;
  readonly rights: Rights;
  /** Whether they hand out seats, make changes and appoint others. */
  readonly manages: boolean;
}

function asMetBy(actor: UserActor, row: Awaited<ReturnType<typeof findRow>>, holdsToken: boolean): CustomerSubscription {
  const facts = toFacts(row);
  const visitor = visitorOf(actor, row, holdsToken);
  return { facts, visitor, rights: rightsOf(visitor, facts.state), manages: isManager(actor, row) };
}

/** @throws NotFoundError outside the scope. */
export async function getSubscriptionOfCustomer(ctx: Context<CustomerScope, UserActor>, subscriptionId: string): Promise<CustomerSubscription> {
  return asMetBy(ctx.actor, await findRow({ subscriptionId, ...within(ctx.scope) }), false);
}

/**
 * A subscription as the person meets it whose browser brought its purchase token: anybody may stand there, and the
 * rights say what of it they are shown.
 * @param id the row's id, as the landing session holds it.
 */
export async function getSubscriptionOfVisitor(ctx: Context<LandingScope, UserActor>, id: string): Promise<CustomerSubscription> {
  return asMetBy(ctx.actor, await findRow({ id, publisherId: ctx.scope.publisherId }), true);
}
