import type { ActionType } from "../actions/schema";
import type { CustomerScope } from "../kernel/context";

/** What a history can be narrowed down to, in the order in which it is offered. */
export const HISTORY_GROUPS = ["activation", "plan", "licenses", "managers", "status"] as const;
export type HistoryGroup = (typeof HISTORY_GROUPS)[number];

/** A refusal does not say whether a seat or the management was asked for: it stands in both. */
export const HISTORY_TYPES: Readonly<Record<HistoryGroup, readonly ActionType[]>> = {
  activation: ["Resolve", "RequestActivation", "FailActivation", "RetryActivation", "FinishActivation", "RefuseActivation", "Activate", "Subscribe"],
  plan: ["ChangePlan", "ChangeQuantity"],
  licenses: ["Assign", "Unassign", "Invite", "RenewInvitation", "AcceptInvitation", "RevokeInvitation", "ExpireInvitation", "RequestSeat", "DeclineRequest"],
  managers: ["AddManager", "RemoveManager", "TransferOwnership", "RequestAccess", "DeclineRequest"],
  status: ["Suspend", "Reinstate", "Renew", "Cancel", "Unsubscribe"],
};
const ABOUT_PEOPLE: readonly ActionType[] = [...HISTORY_TYPES.licenses, ...HISTORY_TYPES.managers];

/** Which lines a history shows; what is empty or null asks for nothing. */
export interface HistoryFilter {
  readonly group: HistoryGroup | null;
  /** A part of the name of who did it, or of whom it concerns. */
  readonly person: string;
  /** The first and the last day on which it happened: 2026-01-31, UTC. */
  readonly from: string | null;
  readonly to: string | null;
}

export const ALL_HISTORY: HistoryFilter = { group: null, person: "", from: null, to: null };

/** The groups that a reader finds something in: who uses and manages a subscription is for its managers alone. */
export function historyGroupsFor(knowsUsers: boolean): HistoryGroup[] {
  return HISTORY_GROUPS.filter((group) => knowsUsers || !HISTORY_TYPES[group].some((type) => ABOUT_PEOPLE.includes(type)));
}

/** Who reads a history, and whether they learn whom it is about. */
export interface HistoryReader {
  readonly scope: CustomerScope;
  readonly knowsUsers: boolean;
}

/**
 * The filter as conditions on the table, but for the person, of whom this is only the coarse part: details hold more than
 * names, so that it is the lines they are shown that decide (tellsOf). A name that the reader may not know (mayKnow) fits
 * nothing here either: otherwise how long a search takes would tell of it.
 */
export function historyConditions({ group, person, from, to }: HistoryFilter, reader: HistoryReader): object[] {
  return [
    ...(reader.knowsUsers ? [] : [{ type: { notIn: [...ABOUT_PEOPLE] } }]),
    ...(group === null ? [] : [{ type: { in: [...HISTORY_TYPES[group]] } }]),
    ...(person === "" ? [] : [{ OR: [{ ...knownActors(reader.scope), actorName: { contains: person } }, ...(reader.knowsUsers ? [{ details: { contains: JSON.stringify(person).slice(1, -1) } }] : [])] }]),
    ...(from === null ? [] : [bound("gte", from, 0)]),
    ...(to === null ? [] : [bound("lt", to, 1)]),
  ];
}

function knownActors({ tenantId, objectId, personal }: CustomerScope): object {
  return { actorKind: "user", actorTenantId: tenantId, ...(personal ? { initiatorUserId: { in: [objectId.toLowerCase(), objectId.toUpperCase()] } } : {}) };
}

/** What is no day of this millennium is never one on which something happened. */
function bound(side: "gte" | "lt", day: string, daysAfter: number): object {
  const begins = /^2\d{3}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  if (begins === null || Number.isNaN(begins.getTime()) || begins.toISOString().slice(0, 10) !== day) return { number: { in: [] } };
  begins.setUTCDate(begins.getUTCDate() + daysAfter);
  return { date: { [side]: begins } };
}
