import { database } from "../db/client";
import type { ApiKeyActor } from "../auth/api-key";
import type { Context, CustomerScope, PublisherScope, UserActor } from "../kernel/context";
import { NotFoundError } from "../kernel/errors";
import { findManaged } from "../subscriptions/find-managed";
import { within } from "../subscriptions/within";
import { giveSeat, type AssignOutcome, type SeatHome } from "./give-seat";
import type { Assignee } from "./schema";

export interface AssignInput {
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly user: Assignee;
}

/** A manager at work, or the publisher's own system. */
export type Assigning = Context<CustomerScope, UserActor> | Context<PublisherScope, ApiKeyActor>;

/**
 * Gives somebody of the customer's tenant a seat. To the same person twice is once.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function assignLicense(ctx: Assigning, { subscriptionId, user }: AssignInput): Promise<AssignOutcome | { readonly kind: "not-manager" }> {
  const home = await homeOf(ctx, subscriptionId);
  return home === null ? { kind: "not-manager" } : giveSeat(ctx, home, user);
}

/**
 * A manager gives themselves a seat, if they are of the tenant that the subscription is for.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function assignOwnSeat(ctx: Context<CustomerScope, UserActor>, subscriptionId: string): Promise<AssignOutcome | { readonly kind: "not-manager" }> {
  const home = await findManaged(ctx, subscriptionId);
  const { tenantId, objectId, name, email } = ctx.actor;
  if (home === null || home.tenantId !== tenantId) return { kind: "not-manager" };
  return giveSeat(ctx, home, { objectId, upn: (email ?? name).slice(0, 320), name: name.slice(0, 400) });
}

/** One after the other; each stands alone. @returns what came of each, in their order. */
export async function assignLicenses(ctx: Assigning, subscriptionId: string, users: readonly Assignee[]): Promise<AssignOutcome[] | { readonly kind: "not-manager" }> {
  const home = await homeOf(ctx, subscriptionId);
  if (home === null) return { kind: "not-manager" };
  const outcomes: AssignOutcome[] = [];
  for (const user of users) outcomes.push(await giveSeat(ctx, home, user));
  return outcomes;
}

/**
 * The subscription, if whoever asks may hand out its seats; null for a colleague who may not.
 * @throws NotFoundError outside the scope.
 */
export async function homeOf(ctx: Assigning, subscriptionId: string): Promise<SeatHome | null> {
  if (isCustomers(ctx)) return findManaged(ctx, subscriptionId);
  const row = await database().subscription.findFirst({ where: { subscriptionId, ...within(ctx.scope) }, select: { id: true, publisherId: true } });
  if (row?.publisherId == null) throw new NotFoundError("subscription");
  return { id: row.id, publisherId: row.publisherId };
}

function isCustomers(ctx: Assigning): ctx is Context<CustomerScope, UserActor> {
  return ctx.scope.kind === "customer";
}
