import type { ReactNode } from "react";
import { ChangeRulesForm, type ChangeRulesState, type RulesToSet } from "@/components/offers/change-rules-form";
import { ChangeRulesSheet } from "@/components/offers/change-rules-sheet";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { ChangeRules } from "@/lib/offers/change-rules";

interface ChangeRulesCardProps extends RulesToSet {
  rules: ChangeRules;
  /** Questions are signed with it: without it nobody can be asked. */
  hasSigningSecret: boolean;
  /** Left out for members who may not. */
  save?: (before: ChangeRulesState, form: FormData) => Promise<ChangeRulesState>;
}

/** What customers may change at Microsoft by themselves. */
export function ChangeRulesCard({ rules, hasSigningSecret, save, ...more }: ChangeRulesCardProps): ReactNode {
  return (
    <Card className="min-w-0 lg:col-span-2">
      <CardHeader
        title="Changes by customers"
        description="At Microsoft, customers change their plan and their number of seats by themselves. What no rule refuses is accepted, and takes effect by itself after 10 seconds. Whether there may be fewer seats than people have is a rule for licenses."
      />
      <CardBody>
        {save ? <ChangeRulesForm rules={rules} hasSigningSecret={hasSigningSecret} save={save} {...more} /> : <ChangeRulesSheet rules={rules} planNames={more.planNames} hasSigningSecret={hasSigningSecret} />}
      </CardBody>
    </Card>
  );
}
