import { z } from "zod";

/** What can be done to a subscription or a license by a person or by the marketplace. */
export const ACTION_TYPES = [
  "Resolve",
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
  "RevokeInvitation",
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
  ChangePlan: z.looseObject({ from: z.string().nullish(), to: z.string(), quantityFrom: seats, quantityTo: seats }).transform(({ from, to, quantityTo }) => ({ kind: "plan" as const, from: from ?? null, to, seats: quantityTo ?? null })),
  ChangeQuantity: z.looseObject({ from: seats, to: z.number() }).transform(({ from, to }) => ({ kind: "seats" as const, from: from ?? null, to })),
  Renew: z.looseObject({ to: z.iso.date() }).transform(({ to }) => ({ kind: "term" as const, ends: to })),
};

/** What became of a subscription's plan, seats or term; `seats` only where the number changed with the plan, `ends` a day: 2026-01-31. */
export type RecordedChange =
  | { readonly kind: "plan"; readonly from: string | null; readonly to: string; readonly seats: number | null }
  | { readonly kind: "seats"; readonly from: number | null; readonly to: number }
  | { readonly kind: "term"; readonly ends: string };

/** What the details of an action say of the change; null where they do not, or it is none of plan, seats and term. */
export function readChange(type: string, details: string | null): RecordedChange | null {
  if (details === null || (type !== "ChangePlan" && type !== "ChangeQuantity" && type !== "Renew")) return null;
  try {
    return changes[type].safeParse(JSON.parse(details)).data ?? null;
  } catch {
    return null;
  }
}
