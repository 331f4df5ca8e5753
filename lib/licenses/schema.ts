import { z } from "zod";
import { guid } from "../kernel/ids";
import { ONE_LINE } from "../kernel/one-line";

/** SubscriptionUsers.Status. A seat that was taken back keeps its row: the action log speaks of it. */
export const LICENSE_STATUSES = ["Assigned", "Unassigned"] as const;

export const INVITATION_STATES = ["open", "accepted", "revoked", "expired"] as const;
export type InvitationState = (typeof INVITATION_STATES)[number];

/** What a colleague may ask the managers for. */
export const REQUEST_KINDS = ["seat", "manager"] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

export const REQUEST_STATES = ["open", "granted", "declined", "withdrawn"] as const;

export const IMPORT_STATES = ["preview", "running", "done", "discarded"] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const IMPORT_LINE_STATES = ["ready", "problem", "assigned", "invited", "already", "failed"] as const;
export type ImportLineState = (typeof IMPORT_LINE_STATES)[number];

/**
 * Why somebody has a license or has none. assigned: they have a seat. site: everybody of the customer has. no-seat-free:
 * first come, first served, and all are taken. The last four: there is no subscription that could give one.
 */
export const CHECK_REASONS = ["assigned", "site", "not-assigned", "no-seat-free", "suspended", "not-activated", "unsubscribed", "no-subscription"] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** At most so many people at once on a page; a file takes more. */
export const MOST_AT_ONCE = 200;

/** Why nobody can be given a seat just now. */
export const SEAT_REFUSALS = ["no-seat", "suspended", "not-activated", "unsubscribed", "not-needed", "no-tenant", "by-link-only"] as const;
export type SeatRefusal = (typeof SEAT_REFUSALS)[number];

const line = (longest: number) => z.string().trim().min(1).max(longest).regex(ONE_LINE);

/** Somebody who is given a seat. The tenant is the subscription's. */
export const assigneeSchema = z.object({ objectId: guid, upn: line(320), name: line(400).nullable() });
export type Assignee = z.output<typeof assigneeSchema>;

/** Whom an invitation is for: an address, as far as one can tell; it decides nothing. */
export const invitationLabel = z
  .string()
  .trim()
  .min(1)
  .max(320)
  .regex(ONE_LINE);

const chosenPerson = z.string().transform((text, context) => {
  try {
    return assigneeSchema.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: "custom", message: "it is nobody" });
    return z.NEVER;
  }
});

/**
 * The people that a form holds, each as JSON; what is nobody is left out, and nobody is in it twice.
 * @returns null for more than MOST_AT_ONCE, which are not even read.
 */
export function readChosenPeople(values: readonly unknown[]): Assignee[] | null {
  if (values.length > MOST_AT_ONCE) return null;
  const people = values.flatMap((value) => chosenPerson.safeParse(value).data ?? []);
  return [...new Map(people.map((person) => [person.objectId, person])).values()];
}
