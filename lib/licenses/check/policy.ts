import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import type { LicenseModel } from "../../offers/schema";
import { stateOf } from "../../subscriptions/policy";
import type { CheckReason } from "../schema";

/** A subscription that may give somebody a license, and the one that they have in it. Ids are in lower case. */
export interface Candidate {
  /** Row id. */
  readonly id: string;
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly beneficiaryObjectId: string | null;
  readonly planId: string;
  readonly status: string;
  readonly model: LicenseModel;
  /** Whether all of its seats are taken. */
  readonly isFull: boolean;
  readonly createdAt: Date;
  readonly license: { readonly id: string; readonly lastCheckedAt: Date | null } | null;
}

/** By the only key that Entra keeps stable, in lower case. */
export interface Person {
  readonly tenantId: string;
  readonly userId: string;
}

export type Decision<C extends Candidate> =
  | { readonly kind: "answer"; readonly reason: CheckReason; readonly of: C | null }
  /** First come, first served: they have a license if one of these has a seat for them, asked in this order. */
  | { readonly kind: "claim"; readonly of: readonly [C, ...C[]] };

/** What one subscription says to somebody, from the best answer to the worst. */
const STANDINGS = ["assigned", "site", "claim", "no-seat-free", "not-assigned", "suspended", "not-activated", "unsubscribed"] as const;
export type Standing = (typeof STANDINGS)[number];

/** Whether somebody has a license, and by which subscription: the best answer that one gives, of equal ones the newest. */
export function decide<C extends Candidate>(person: Person, candidates: readonly C[]): Decision<C> {
  const ranked = candidates.filter((candidate) => mayBeOf(person, candidate)).sort(better);
  const [best] = ranked;
  if (best === undefined) return { kind: "answer", reason: "no-subscription", of: null };
  const standing = standingIn(best);
  if (standing !== "claim") return { kind: "answer", reason: standing, of: best };
  return { kind: "claim", of: [best, ...ranked.slice(1).filter((candidate) => standingIn(candidate) === "claim")] };
}

/**
 * An organisation's subscription is everybody's there, a personal account's is one person's: that tenant is no organisation.
 * Who bought it for others counts nowhere.
 */
function mayBeOf({ tenantId, userId }: Person, candidate: Candidate): boolean {
  if (candidate.tenantId !== tenantId) return false;
  return tenantId !== PERSONAL_ACCOUNTS_TENANT || candidate.license !== null || candidate.beneficiaryObjectId === userId;
}

/** The one table of state × license × model. */
export function standingIn({ status, license, model, isFull }: Pick<Candidate, "status" | "license" | "model" | "isFull">): Standing {
  switch (stateOf(status, null)) {
    case "subscribed":
      if (license !== null) return "assigned";
      if (model === "first-come") return isFull ? "no-seat-free" : "claim";
      return model === "site" ? "site" : "not-assigned";
    case "suspended":
      return "suspended";
    case "unsubscribed":
      return "unsubscribed";
    default:
      return "not-activated";
  }
}

function better(one: Candidate, other: Candidate): number {
  const [rank, otherRank] = [one, other].map(rankOf);
  return (rank ?? 0) - (otherRank ?? 0) || other.createdAt.getTime() - one.createdAt.getTime() || (one.subscriptionId < other.subscriptionId ? -1 : 1);
}

/** Whoever has a license in one that is suspended is told that, rather than that another one gave them none. */
function rankOf(candidate: Candidate): number {
  const standing = standingIn(candidate);
  return standing === "suspended" && wouldLicense(candidate) ? STANDINGS.indexOf("claim") + 0.5 : STANDINGS.indexOf(standing) + (wouldLicense(candidate) ? 0 : 0.25);
}

/** Whether they would have a license if it were active: of two that are suspended, the one to tell of. */
function wouldLicense({ license, model }: Candidate): boolean {
  return license !== null || model === "site";
}
