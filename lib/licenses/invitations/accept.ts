import { recordAction } from "../../actions/record";
import { transaction, type TransactionContext } from "../../db/transaction";
import { database } from "../../db/client";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { hashSecret } from "../../kernel/crypto";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { licenseModelOf } from "../../subscriptions/license-model";
import { giveSeat, onceMoreIfGivenMeanwhile } from "../give-seat";
import { releaseSeats } from "../seat";
import { standingOf, type InvitationStanding } from "./standing";

const MODEL_COLUMNS = { tenantId: true, planId: true, perSeat: true, offer: { select: { plans: { select: { planId: true, perSeat: true, licenseModel: true } } } } } as const;

/** A signed-in person, whoever they are: an invitation is what gives them the seat. */
type Invited = Context<CustomerScope, UserActor>;

export type AcceptOutcome =
  | { readonly kind: "accepted" }
  /** They had a seat: that which the invitation held is free again. */
  | { readonly kind: "already" }
  | { readonly kind: Exclude<InvitationStanding, "open"> | "unknown" };

/**
 * Gives the seat that the invitation holds to whoever is signed in. One link is one seat, however many open it at once.
 * @param shown id of the invitation that they saw when they accepted: another one is not accepted in its place.
 */
export async function acceptInvitation(ctx: Invited, secret: string, shown?: number): Promise<AcceptOutcome> {
  return onceMoreIfGivenMeanwhile(() => transaction(ctx, (writing) => accept(writing, secret, shown)));
}

async function accept(writing: Invited & TransactionContext, secret: string, shown: number | undefined): Promise<AcceptOutcome> {
  const { tx, actor, now } = writing;
  const invitation = await tx.licenseInvitation.findUnique({
    where: { hash: hashSecret(secret) },
    select: { id: true, publisherId: true, subscriptionInfoId: true, invitedBy: true, tenantId: true, state: true, expiresAt: true, subscription: { select: { status: true, ...MODEL_COLUMNS } } },
  });
  if (invitation === null || (shown !== undefined && shown !== invitation.id)) return { kind: "unknown" };
  const standing = standingOf(invitation, actor, { ...invitation.subscription, model: licenseModelOf(invitation.subscription) }, now);
  if (standing !== "open") return { kind: standing };
  const { count } = await tx.licenseInvitation.updateMany({
    // The hash once more: a link that was replaced meanwhile is worth nothing.
    where: { id: invitation.id, hash: hashSecret(secret), state: "open", expiresAt: { gt: now } },
    data: { state: "accepted", settledAt: now, key: `closed:${invitation.id}` },
  });
  if (count === 0) return { kind: "used" };
  const home = { id: invitation.subscriptionInfoId, publisherId: invitation.publisherId };
  const person = { objectId: actor.objectId, upn: (actor.email ?? actor.name).slice(0, 320), name: actor.name.slice(0, 400) };
  const given = await giveSeat(writing, home, person, { heldBy: invitation.invitedBy });
  if (given.kind === "assigned") return { kind: "accepted" };
  await releaseSeats(writing, home.id, 1);
  await recordAction(writing, { type: "AcceptInvitation", publisherId: home.publisherId, subscriptionInfoId: home.id, details: { userId: actor.objectId, user: person.upn, invitationId: invitation.id } });
  return { kind: given.kind === "already" ? "already" : "ended" };
}

/** What a link is to whoever opened it, before they accept. Of whom it was made for it says nothing. */
export interface OpenedInvitation {
  readonly id: number;
  readonly standing: InvitationStanding;
  readonly tenantId: string;
  /** For personal accounts. */
  readonly isPersonal: boolean;
  readonly subscriptionName: string;
  readonly offerName: string;
  readonly planId: string;
  readonly publisherName: string;
  readonly invitedBy: string;
  readonly expiresAt: Date;
  readonly productUrl: string | null;
}

/** Null for a link that there is not. Whoever may not accept it learns neither who made it nor what it is for. */
export async function findInvitation({ actor, now }: Pick<Invited, "actor" | "now">, secret: string): Promise<OpenedInvitation | null> {
  const row = await database().licenseInvitation.findUnique({
    where: { hash: hashSecret(secret) },
    select: {
      id: true,
      tenantId: true,
      state: true,
      expiresAt: true,
      invitedBy: true,
      subscription: { select: { name: true, status: true, tenantId: true, planId: true, perSeat: true, offer: { select: { ...MODEL_COLUMNS.offer.select, name: true, productUrl: true, publisher: { select: { name: true } } } } } },
    },
  });
  if (row === null) return null;
  const { subscription, tenantId, expiresAt } = row;
  const standing = standingOf(row, actor, { ...subscription, model: licenseModelOf(subscription) }, now);
  const mayKnow = standing !== "wrong-tenant";
  return {
    id: row.id,
    standing,
    tenantId,
    isPersonal: tenantId === PERSONAL_ACCOUNTS_TENANT,
    expiresAt,
    subscriptionName: mayKnow ? subscription.name : "",
    offerName: subscription.offer?.name ?? "",
    planId: mayKnow ? subscription.planId : "",
    publisherName: subscription.offer?.publisher.name ?? "",
    invitedBy: mayKnow ? row.invitedBy : "",
    productUrl: subscription.offer?.productUrl ?? null,
  };
}
