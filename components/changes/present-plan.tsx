import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PlanPrice } from "@/components/changes/plan-price";
import { Term } from "@/components/subscriptions/price";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { PricedPlan } from "@/lib/subscriptions/own-changes/change-basis";

/** What the customer has now. */
export function PresentPlan({ facts, plan }: { facts: SubscriptionFacts; plan: PricedPlan }): ReactNode {
  const t = useTranslations("changes");
  const order = useTranslations("order.confirm");
  const manage = useTranslations("subscriptions.manage");
  const format = useFormatter();
  const day = (date: Date | null): string => (date ? format.dateTime(date, { dateStyle: "long", timeZone: "UTC" }) : "–");
  return (
    <Card>
      <CardHeader title={t("present")} />
      <CardBody>
        <DescriptionList>
          <Description term={order("plan")}>
            <span className="font-medium">{plan.displayName}</span>
            {plan.description ? <span className="block text-muted-foreground">{plan.description}</span> : null}
          </Description>
          <Description term={order("price")}>
            <PlanPrice terms={plan.terms} termUnit={facts.termUnit} seats={plan.isPricePerSeat ? facts.quantity : null} />
          </Description>
          {plan.isPricePerSeat ? <Description term={order("seats")}>{t("seatsTaken", { seats: facts.quantity, taken: facts.acquiredLicenses })}</Description> : null}
          <Description term={manage("term")}>
            <Term termUnit={facts.termUnit} />
          </Description>
          <Description term={manage("ends")}>{day(facts.endDate)}</Description>
          <Description term={manage("renewal")}>{manage(facts.autoRenew ? "renewsOn" : "renewsOff")}</Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}
