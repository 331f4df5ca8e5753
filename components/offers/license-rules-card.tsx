import type { ReactNode } from "react";
import { LicenseRulesForm, type LicenseRulesState, type LicenseRulesToSet } from "@/components/offers/license-rules-form";
import { LicenseRulesSheet } from "@/components/offers/license-rules-sheet";
import { Card, CardBody, CardHeader } from "@/components/ui/card";

interface LicenseRulesCardProps extends LicenseRulesToSet {
  /** Left out for members who may not. */
  save?: (before: LicenseRulesState, form: FormData) => Promise<LicenseRulesState>;
}

/** Who may use what customers buy of the offer. */
export function LicenseRulesCard({ save, ...more }: LicenseRulesCardProps): ReactNode {
  return (
    <Card className="min-w-0 lg:col-span-2">
      <CardHeader title="Licenses" description="Who of a customer's people may use what was bought, as your product is told when it asks. Licenses that people have already stay as they are, whatever is set here." />
      <CardBody>{save ? <LicenseRulesForm save={save} {...more} /> : <LicenseRulesSheet rules={more.rules} planNames={more.planNames} />}</CardBody>
    </Card>
  );
}
