import { fingerprintOf, type Consent } from "./change-rules";
import { LICENSE_MODELS, type LicenseModel } from "./schema";

/** Who may use what customers buy of an offer (docs/marketplace/licenses.md). */
export interface LicenseRules {
  /** Whether customers may go below the seats that are assigned. */
  readonly overAssignment: Consent;
  readonly plans: readonly PlanLicenses[];
}

export interface PlanLicenses {
  readonly planId: string;
  readonly perSeat: boolean;
  /** null: by the seat where the plan is priced so, else the whole tenant. */
  readonly licenses: LicenseModel | null;
}

/** Rules as somebody asks for them; a plan that is not named keeps its own. */
export interface AskedLicenseRules extends Omit<LicenseRules, "plans"> {
  readonly plans: readonly Omit<PlanLicenses, "perSeat">[];
}

/** What a query has to select of an offer for `toLicenseRules`. */
export const LICENSE_RULE_COLUMNS = {
  overAssignment: true,
  plans: { select: { planId: true, perSeat: true, licenseModel: true }, orderBy: { id: "asc" } },
} as const;

interface LicenseRuleRow {
  readonly overAssignment: string;
  readonly plans: readonly { readonly planId: string; readonly perSeat: boolean; readonly licenseModel: string | null }[];
}

export function toLicenseRules({ overAssignment, plans }: LicenseRuleRow): LicenseRules {
  return {
    overAssignment: overAssignment === "accept" ? "accept" : "refuse",
    plans: plans.map(({ planId, perSeat, licenseModel }) => ({ planId, perSeat, licenses: LICENSE_MODELS.find((model) => model === licenseModel) ?? null })),
  };
}

/** A plan's rule as it is stored. */
export function planLicenseColumns({ licenses }: Pick<PlanLicenses, "licenses">) {
  return { licenseModel: licenses };
}

/** Tells whether rules that somebody saw still stand: of the plans, too, that there were. */
export function licenseRulesFingerprint(rules: LicenseRules): string {
  return fingerprintOf(rules);
}
