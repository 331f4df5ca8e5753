import { recordAction } from "../../actions/record";
import { transaction, type TransactionContext } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { hashSecret, randomSecret } from "../../kernel/crypto";
import { findManaged } from "../../subscriptions/find-managed";
import { licenseModelOf } from "../../subscriptions/license-model";
import type { SeatHome } from "../give-seat";
import { whyNoSeats } from "../policy";
import type { SeatRefusal } from "../schema";
import { expireInvitation, takeSeat } from "../seat";

/** Time enough for somebody on holiday, and not so long that a forgotten link keeps a seat from others for ever. */
export const INVITATION_DAYS = 14;

export type InviteOutcome =
  /** `secret` is for the link, and is told once. */
  | { readonly kind: "invited"; readonly invitationId: number; readonly secret: string }
  /** Somebody of that address has a seat, or is invited. */
  | { readonly kind: "already" }
  | { readonly kind: "refused"; readonly reason: SeatRefusal };

export interface Invitee {
  /** UPN or mail address, for people to read: the link decides. */
  readonly label: string;
  /** The file that it came from. */
  readonly importId?: number;
}

type Writing = Omit<Context, "scope"> & TransactionContext;

/**
 * Invites somebody by a one-time link, which holds a seat until it is opened, taken back or too old.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function inviteUser(ctx: Context<CustomerScope, UserActor>, subscriptionId: string, invitee: Invitee): Promise<InviteOutcome | { readonly kind: "not-manager" }> {
  const home = await findManaged(ctx, subscriptionId);
  return home === null ? { kind: "not-manager" } : inviteWithin(ctx, home, invitee);
}

/** The same, for whoever has been found to be allowed. */
export async function inviteWithin(ctx: Omit<Context, "scope">, home: SeatHome, invitee: Invitee): Promise<InviteOutcome> {
  try {
    return await transaction(ctx, (writing) => tryToInvite(writing, home, invitee));
  } catch (error) {
    // Of two invitations of one address at once, one is made, and its seat counted. In a transaction of the caller's all of that has to be undone first.
    if (!("tx" in ctx) && isUniqueViolation(error)) return { kind: "already" };
    throw error;
  }
}

/** Nobody is invited twice: while it is open, an invitation has this key, which is unique. */
export function invitationKey(subscriptionInfoId: string, label: string): string {
  return `${subscriptionInfoId}:${label.toLowerCase()}`;
}

async function tryToInvite(writing: Writing, home: SeatHome, { label, importId }: Invitee): Promise<InviteOutcome> {
  const { tx, actor, now } = writing;
  const subscription = await tx.subscription.findUniqueOrThrow({
    where: { id: home.id },
    select: { status: true, tenantId: true, planId: true, perSeat: true, offer: { select: { plans: { select: { planId: true, perSeat: true, licenseModel: true } } } } },
  });
  const reason = whyNoSeats(subscription.status, licenseModelOf(subscription));
  if (reason !== null) return { kind: "refused", reason };
  // Nobody could be told from anybody else: Microsoft names no tenant.
  if (subscription.tenantId === null) return { kind: "refused", reason: "no-tenant" };
  const key = invitationKey(home.id, label);
  const has = await tx.subscriptionUser.count({ where: { subscriptionInfoId: home.id, status: "Assigned", userUpn: { in: [label, label.toLowerCase()] } } });
  const open = await tx.licenseInvitation.findUnique({ where: { key }, select: { id: true, expiresAt: true } });
  if (has > 0 || (open !== null && open.expiresAt > now)) return { kind: "already" };
  // One that is too old makes room for its successor: the key and the seat.
  if (open !== null) await expireInvitation(writing, home, { id: open.id, label });
  if (!(await takeSeat(writing, home.id))) return { kind: "refused", reason: "no-seat" };

  const secret = randomSecret();
  const { id } = await tx.licenseInvitation.create({
    data: {
      publisherId: home.publisherId,
      subscriptionInfoId: home.id,
      key,
      hash: hashSecret(secret),
      tenantId: subscription.tenantId,
      label,
      invitedBy: actor.kind === "user" ? actor.name.slice(0, 400) : actor.kind,
      createdAt: now,
      expiresAt: addSeconds(now, INVITATION_DAYS * 24 * 3600),
      state: "open",
      importId: importId ?? null,
    },
    select: { id: true },
  });
  await recordAction(writing, { type: "Invite", publisherId: home.publisherId, subscriptionInfoId: home.id, details: { user: label, invitationId: id } });
  return { kind: "invited", invitationId: id, secret };
}
