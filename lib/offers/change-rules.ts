import { createHash } from "node:crypto";
import { database } from "../db/client";
import type { CONSENTS } from "./schema";

/** What becomes of a kind of change that a customer asks for at Microsoft. */
export type Consent = (typeof CONSENTS)[number];

/** What a publisher lets customers change at Microsoft by themselves (docs/marketplace/changes.md). */
export interface ChangeRules {
  /** Where the publisher's system is asked besides; null: nobody is. */
  readonly decisionUrl: string | null;
  /** What it counts for when that system does not answer in time. */
  readonly whenSilent: Consent;
  /** From a plan to one of a higher level. */
  readonly planUpgrades: Consent;
  readonly planDowngrades: Consent;
  readonly seatIncreases: Consent;
  readonly seatDecreases: Consent;
  /** Whether seats may go below those that are assigned; set with the rules for licenses. */
  readonly overAssignment: Consent;
  readonly plans: readonly PlanRules[];
}

export interface PlanRules {
  readonly planId: string;
  readonly perSeat: boolean;
  /** A change to a higher level is an upgrade; null: neither up nor down. */
  readonly level: number | null;
  /** To which plans one may change from here; null: to all. */
  readonly changesTo: readonly string[] | null;
  readonly minSeats: number | null;
  readonly maxSeats: number | null;
}

/** Rules as somebody asks for them; a plan that is not named keeps its own. */
export interface AskedChangeRules extends Omit<ChangeRules, "plans" | "overAssignment"> {
  readonly plans: readonly Omit<PlanRules, "perSeat">[];
}

/** What a query has to select of an offer for `toChangeRules`. */
export const RULE_COLUMNS = {
  changeDecisionUrl: true,
  changeWhenSilent: true,
  planUpgrades: true,
  planDowngrades: true,
  seatIncreases: true,
  seatDecreases: true,
  overAssignment: true,
  plans: { select: { planId: true, perSeat: true, level: true, changesTo: true, minSeats: true, maxSeats: true }, orderBy: { id: "asc" } },
} as const;

interface RuleRow {
  readonly changeDecisionUrl: string | null;
  readonly changeWhenSilent: string;
  readonly planUpgrades: string;
  readonly planDowngrades: string;
  readonly seatIncreases: string;
  readonly seatDecreases: string;
  readonly overAssignment: string;
  readonly plans: readonly PlanRow[];
}

interface PlanRow extends Omit<PlanRules, "changesTo"> {
  readonly changesTo: string | null;
}

export function toChangeRules(row: RuleRow): ChangeRules {
  return {
    decisionUrl: row.changeDecisionUrl,
    whenSilent: toConsent(row.changeWhenSilent),
    planUpgrades: toConsent(row.planUpgrades),
    planDowngrades: toConsent(row.planDowngrades),
    seatIncreases: toConsent(row.seatIncreases),
    seatDecreases: toConsent(row.seatDecreases),
    overAssignment: row.overAssignment === "accept" ? "accept" : "refuse",
    plans: row.plans.map(toPlanRules),
  };
}

export function toPlanRules({ planId, perSeat, level, changesTo, minSeats, maxSeats }: PlanRow): PlanRules {
  return { planId, perSeat, level, changesTo: changesTo === null ? null : changesTo.split(" ").filter(Boolean), minSeats, maxSeats };
}

/** An offer's rules as they are stored, without those of its plans. */
export function offerRuleColumns({ decisionUrl, whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases }: Omit<AskedChangeRules, "plans">) {
  return { changeDecisionUrl: decisionUrl, changeWhenSilent: whenSilent, planUpgrades, planDowngrades, seatIncreases, seatDecreases };
}

/** A plan's rules as they are stored. */
export function planRuleColumns({ level, changesTo, minSeats, maxSeats }: Omit<PlanRules, "planId" | "perSeat">) {
  return { level, changesTo: changesTo === null ? null : [...changesTo].sort().join(" "), minSeats, maxSeats };
}

/** An address as all may see it who may not change it: what stands behind the question mark may let somebody in. */
export function withoutQuery(address: string): string {
  const [open = "", ...hidden] = address.split(/[?#]/);
  return hidden.length === 0 ? address : `${open}?…`;
}

/** Tells whether rules that somebody saw still stand: of the plans, too, that there were. */
export function rulesFingerprint(rules: ChangeRules): string {
  return fingerprintOf({ ...rules, overAssignment: undefined });
}

export function fingerprintOf(rules: object): string {
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex");
}

function toConsent(word: string): Consent {
  return word === "refuse" ? "refuse" : "accept";
}

/** The rules of one offer, by its row id. For commands. */
export async function getChangeRules(offerId: number): Promise<ChangeRules> {
  return toChangeRules(await database().offer.findUniqueOrThrow({ where: { id: offerId }, select: RULE_COLUMNS }));
}
