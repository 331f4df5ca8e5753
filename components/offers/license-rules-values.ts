import type { LicenseRules } from "@/lib/offers/license-rules";

/** What stands in the fields of the form in which rules for licenses are set. */
export interface LicenseRulesValues {
  readonly overAssignment: string;
  /** Empty: the default. */
  readonly plans: readonly { readonly planId: string; readonly licenses: string }[];
}

/** How a field of the plan in that place is called; a problem with it has the same name. */
export function planLicenseField(index: number, name: "planId" | "licenses"): string {
  return `plans.${index}.${name}`;
}

export function licenseValuesOfRules({ overAssignment, plans }: LicenseRules): LicenseRulesValues {
  return { overAssignment, plans: plans.map(({ planId, licenses }) => ({ planId, licenses: licenses ?? "" })) };
}

/** What somebody has sent, whatever it is. */
export function licenseValuesOfForm(form: FormData): LicenseRulesValues {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const plans: LicenseRulesValues["plans"][number][] = [];
  while (form.has(planLicenseField(plans.length, "planId"))) {
    plans.push({ planId: text(planLicenseField(plans.length, "planId")), licenses: text(planLicenseField(plans.length, "licenses")) });
  }
  return { overAssignment: text("overAssignment"), plans };
}
