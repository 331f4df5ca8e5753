import { recordAction } from "../actions/record";
import { transaction, type TransactionContext } from "../db/transaction";
import { isUniqueViolation } from "../db/unique-violation";
import type { Context } from "../kernel/context";
import { newId, PERSONAL_ACCOUNTS_TENANT } from "../kernel/ids";
import { licenseModelOf } from "../subscriptions/license-model";
import { whyNoSeats } from "./policy";
import type { Assignee, SeatRefusal } from "./schema";
import { takeSeat } from "./seat";

export type AssignOutcome =
  | { readonly kind: "assigned"; readonly licenseId: string }
  /** They have one: nothing is changed, and nothing is written. */
  | { readonly kind: "already"; readonly licenseId: string }
  | { readonly kind: "refused"; readonly reason: SeatRefusal };

type Writing = Omit<Context, "scope"> & TransactionContext;

/** The subscription that the seat is of; whoever asks has been found to be allowed. */
export interface SeatHome {
  /** Row id. */
  readonly id: string;
  readonly publisherId: number;
}

/**
 * Gives somebody a seat, with its action, in one transaction: the seat is counted by a conditional update and the person by
 * a unique index, so that neither a seat nor a person is ever given twice (docs/decisions/016).
 * @param heldBy who invited them, where an invitation holds the seat already.
 */
export async function giveSeat(ctx: Omit<Context, "scope">, home: SeatHome, person: Assignee, { heldBy = null }: { readonly heldBy?: string | null } = {}): Promise<AssignOutcome> {
  const give = (): Promise<AssignOutcome> => transaction(ctx, (writing) => tryToGive(writing, home, person, heldBy));
  return "tx" in ctx ? give() : onceMoreIfGivenMeanwhile(give);
}

class GivenMeanwhile extends Error {}

/**
 * Runs a transaction that gives a seat; once more where somebody else gave the same person one at the same moment: the seat
 * that was counted is not, because nothing of the first try was written.
 */
export async function onceMoreIfGivenMeanwhile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof GivenMeanwhile || isUniqueViolation(error)) return work();
    throw error;
  }
}

async function tryToGive(writing: Writing, home: SeatHome, person: Assignee, heldBy: string | null): Promise<AssignOutcome> {
  const { tx, actor, now } = writing;
  const subscription = await tx.subscription.findUniqueOrThrow({
    where: { id: home.id },
    select: { status: true, tenantId: true, beneficiaryObjectId: true, planId: true, perSeat: true, offer: { select: { plans: { select: { planId: true, perSeat: true, licenseModel: true } } } } },
  });
  const license = await tx.subscriptionUser.findUnique({ where: { subscriptionInfoId_userId: { subscriptionInfoId: home.id, userId: person.objectId } }, select: { id: true, status: true } });
  if (license?.status === "Assigned") return { kind: "already", licenseId: license.id };
  const reason = whyNoSeats(subscription.status, licenseModelOf(subscription));
  if (reason !== null) return { kind: "refused", reason };
  // Nobody could be told from somebody of elsewhere: Microsoft names no tenant.
  if (subscription.tenantId === null) return { kind: "refused", reason: "no-tenant" };
  // Nobody with a personal account is anybody's colleague: a seat is theirs by their own doing, or by a link that they opened.
  if (heldBy === null && subscription.tenantId === PERSONAL_ACCOUNTS_TENANT && actor.kind === "user" && actor.objectId !== person.objectId && person.objectId !== subscription.beneficiaryObjectId) return { kind: "refused", reason: "by-link-only" };
  if (heldBy === null && !(await takeSeat(writing, home.id))) return { kind: "refused", reason: "no-seat" };

  const facts = {
    publisherId: home.publisherId,
    tenantId: subscription.tenantId,
    userUpn: person.upn,
    name: person.name,
    status: "Assigned",
    assignedAt: now,
    assignedBy: heldBy ?? (actor.kind === "user" || actor.kind === "api-key" || actor.kind === "job" ? actor.name.slice(0, 400) : null),
    unassignedAt: null,
    lastCheckedAt: null,
  };
  const licenseId = license?.id ?? newId();
  if (license === null) await tx.subscriptionUser.create({ data: { id: licenseId, subscriptionInfoId: home.id, userId: person.objectId, ...facts }, select: { id: true } });
  else {
    const { count } = await tx.subscriptionUser.updateMany({ where: { id: licenseId, status: { not: "Assigned" } }, data: facts });
    if (count === 0) throw new GivenMeanwhile();
  }
  await recordAction(writing, { type: "Assign", publisherId: home.publisherId, subscriptionInfoId: home.id, subscriptionUserId: licenseId, details: { userId: person.objectId, user: person.upn } });
  return { kind: "assigned", licenseId };
}
