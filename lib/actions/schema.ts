import { z } from "zod";

/** What can be done to a subscription or a license by a person or by the marketplace. */
export const ACTION_TYPES = [
  "Resolve",
  "RequestActivation",
  "FailActivation",
  "RetryActivation",
  "FinishActivation",
  "RefuseActivation",
  "Activate",
  "ChangePlan",
  "ChangeQuantity",
  "Renew",
  "Suspend",
  "Reinstate",
  "Unsubscribe",
  "Subscribe",
  "Cancel",
  "Assign",
  "Unassign",
  "Invite",
  "RenewInvitation",
  "AcceptInvitation",
  "RevokeInvitation",
  "ExpireInvitation",
  "RequestSeat",
  "RequestAccess",
  "DeclineRequest",
  "AddManager",
  "RemoveManager",
  "TransferOwnership",
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

const seats = z.number().nullish();
const changes = {
  ChangePlan: z.looseObject({ from: z.string().nullish(), to: z.string(), quantityFrom: seats, quantityTo: seats }).transform(({ from, to, quantityFrom, quantityTo }) => ({ kind: "plan" as const, from: from ?? null, to, seatsBefore: quantityFrom ?? null, seats: quantityTo ?? null })),
  ChangeQuantity: z.looseObject({ from: seats, to: z.number() }).transform(({ from, to }) => ({ kind: "seats" as const, from: from ?? null, to })),
  Renew: z.looseObject({ to: z.iso.date() }).transform(({ to }) => ({ kind: "term" as const, ends: to })),
};

/** What became of a subscription's plan, seats or term; `seatsBefore` and `seats` only where the number changed with the plan, `ends` a day: 2026-01-31. */
export type RecordedChange =
  | { readonly kind: "plan"; readonly from: string | null; readonly to: string; readonly seatsBefore: number | null; readonly seats: number | null }
  | { readonly kind: "seats"; readonly from: number | null; readonly to: number }
  | { readonly kind: "term"; readonly ends: string };

/** What the details of an action say of the change; null where they do not, or it is none of plan, seats and term. */
export function readChange(type: string, details: string | null): RecordedChange | null {
  if (details === null || (type !== "ChangePlan" && type !== "ChangeQuantity" && type !== "Renew")) return null;
  return changes[type].safeParse(readJson(details)).data ?? null;
}

const CONCERNS_SOMEBODY: readonly string[] = ["Assign", "Unassign", "Invite", "RenewInvitation", "AcceptInvitation", "RevokeInvitation", "ExpireInvitation", "RequestSeat", "RequestAccess", "DeclineRequest", "AddManager", "RemoveManager", "TransferOwnership"] satisfies ActionType[];
const concerned = z.looseObject({ userId: z.string().nullish(), user: z.string().min(1) }).transform(({ userId, user }) => ({ userId: userId?.toLowerCase() ?? null, user }));

/** Whom an action is about: who was given a seat, invited, or made a manager. The id is null while they are only invited. */
export type ConcernedUser = z.output<typeof concerned>;

/** What the details of an action say of whom it is about; null where they do not, or it is about nobody. */
export function readConcerned(type: string, details: string | null): ConcernedUser | null {
  if (details === null || !CONCERNS_SOMEBODY.includes(type)) return null;
  return concerned.safeParse(readJson(details)).data ?? null;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
