import type { ReactNode } from "react";
import type { PlanName } from "@/components/offers/change-rules-sheet";
import { defaultLicenseWords, LICENSE_MODEL_WORDS } from "@/components/offers/license-rules-words";
import { Description, DescriptionList } from "@/components/ui/description-list";
import type { LicenseRules } from "@/lib/offers/license-rules";

/** The rules for licenses, to be read. */
export function LicenseRulesSheet({ rules, planNames }: { rules: LicenseRules; planNames: readonly PlanName[] }): ReactNode {
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList>
        <Description term="Fewer seats than people have">{rules.overAssignment === "accept" ? "Accepted: nobody new gets a seat until they fit again" : "Refused until seats are taken back"}</Description>
        {rules.plans.map(({ planId, perSeat, licenses }) => (
          <Description key={planId} term={planNames.find((plan) => plan.planId === planId)?.name ?? planId}>
            {licenses === null ? defaultLicenseWords(perSeat) : LICENSE_MODEL_WORDS[licenses]}
          </Description>
        ))}
      </DescriptionList>
      <p className="text-sm text-muted-foreground">An admin or an owner can change these rules.</p>
    </div>
  );
}
