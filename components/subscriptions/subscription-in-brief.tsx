import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { MonoId } from "@/components/ui/mono-id";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

/** What a colleague needs to know of a subscription that others manage: that it exists and how it stands, but not what it costs. */
export function SubscriptionInBrief({ facts }: { facts: SubscriptionFacts }): ReactNode {
  const t = useTranslations("subscriptions.manage");
  const order = useTranslations("order.confirm");
  return (
    <div className="flex flex-col gap-4">
      {facts.state === "suspended" ? <Alert tone="warning" title={t("suspended")} /> : null}
      <Card>
        <CardHeader title={t("facts")} description={facts.resold ? t("resold") : undefined} />
        <CardBody>
          <DescriptionList>
            <Description term={order("offer")}>{order("offerBy", { offer: facts.offerName ?? "", publisher: facts.publisherName ?? "" })}</Description>
            <Description term={order("plan")}>{facts.planName}</Description>
            <Description term={t("id")}>
              <MonoId value={facts.subscriptionId} />
            </Description>
          </DescriptionList>
        </CardBody>
      </Card>
    </div>
  );
}
