import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

/** The subscription is active: where to start, and what comes next. */
export function OrderDone({ facts }: { facts: SubscriptionFacts }): ReactNode {
  const t = useTranslations("order.done");
  const offer = facts.offerName ?? "";
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="success" title={t("body", { name: facts.name, offer })} />
      <div className="flex flex-wrap gap-2">
        {facts.productUrl ? (
          <Button asChild variant="brand" size="lg">
            <a href={facts.productUrl}>{t("start", { offer })}</a>
          </Button>
        ) : null}
        <Button asChild variant="outline" size="lg">
          <Link href={`/subscriptions/${facts.subscriptionId}`}>{t("manage")}</Link>
        </Button>
      </div>
      <Card>
        <CardHeader title={t("next")} />
        <CardBody>
          <ul className="list-disc space-y-1 pl-5 text-sm">
            {facts.productUrl ? <li>{t("nextProduct", { offer })}</li> : null}
            <li>{t("nextManage")}</li>
            {facts.supportEmail ? <li>{t("nextHelp", { email: facts.supportEmail })}</li> : null}
          </ul>
        </CardBody>
      </Card>
    </div>
  );
}
