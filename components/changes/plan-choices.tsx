import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { PlanPrice } from "@/components/changes/plan-price";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";

interface PlanChoicesProps {
  options: ChangeOptions;
  facts: SubscriptionFacts;
  lookAt: (planId: string) => string;
}

/** The plans that one can change to, each with what it costs this customer. */
export function PlanChoices({ options, facts, lookAt }: PlanChoicesProps): ReactNode {
  const t = useTranslations("changes.plan");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("body")} />
      <CardBody>
        {options.isReachable ? null : <Alert tone="warning" title={t("unreachable")}>{t("unreachableTodo")}</Alert>}
        {options.isReachable && options.choices.length === 0 ? <p className="text-sm text-muted-foreground">{t("none", { publisher: facts.publisherName ?? "" })}</p> : null}
        <ul className="divide-y">
          {options.choices.map((plan) => (
            <li key={plan.planId} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 py-3.5 first:pt-0 last:pb-0">
              <div className="min-w-0 flex-1 basis-56 text-sm">
                <h3 className="font-medium">{plan.displayName}</h3>
                {plan.description ? <p className="text-muted-foreground">{plan.description}</p> : null}
                <p className="mt-1">
                  <PlanPrice terms={plan.terms} termUnit={facts.termUnit} seats={plan.isPricePerSeat ? Math.max(facts.quantity, plan.minQuantity ?? 1) : null} />
                </p>
                {plan.isPricePerSeat && plan.minQuantity !== null && plan.minQuantity > facts.quantity ? <p className="mt-1 text-muted-foreground">{t("needsSeats", { min: plan.minQuantity })}</p> : null}
              </div>
              <Button asChild variant="outline" className="w-full sm:w-auto">
                <Link href={lookAt(plan.planId)} scroll={false} aria-label={t("chooseNamed", { plan: plan.displayName })}>{t("choose")}</Link>
              </Button>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
