import { useLocale, useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { formatTime } from "@/components/ui/format-time";
import type { OwnLicense } from "@/lib/licenses/queries";

interface OwnLicenseListProps {
  licenses: readonly OwnLicense[];
  personal: boolean;
}

/** What the reader may use, one card each. */
export function OwnLicenseList({ licenses, personal }: OwnLicenseListProps): ReactNode {
  const t = useTranslations("licenses.mine");
  const states = useTranslations("states");
  const locale = useLocale();
  return (
    <ul className="grid gap-4 md:grid-cols-2">
      {licenses.map(({ subscriptionId, subscriptionName, offerName, publisherName, planName, state, productUrl, kind, assignedAt, isWithin }) => (
        <li key={subscriptionId} className="flex">
          <Card className="w-full">
            <CardHeader
              title={<bdi>{subscriptionName}</bdi>}
              description={t("by", { offer: offerName, publisher: publisherName })}
              actions={<SubscriptionStatus state={state}>{states(state)}</SubscriptionStatus>}
            />
            <CardBody className="flex flex-col gap-1 text-sm">
              <p>{planName}</p>
              <p className="text-muted-foreground">
                {kind === "assigned" ? t("seat", { day: assignedAt === null ? "–" : formatTime(assignedAt.toISOString(), "day", locale, "UTC") }) : kind === "first-come" ? t("firstCome") : t(personal ? "sitePersonal" : "site")}
              </p>
              {state === "suspended" ? <p className="text-warning-text">{t("suspended")}</p> : null}
            </CardBody>
            <CardFooter>
              {state === "subscribed" && productUrl !== null ? (
                <Button asChild>
                  <a href={productUrl}>{t("open", { offer: offerName })}</a>
                </Button>
              ) : null}
              {isWithin ? (
                <Button asChild variant="outline">
                  <Link href={`/subscriptions/${subscriptionId}`}>{t("details")}</Link>
                </Button>
              ) : null}
            </CardFooter>
          </Card>
        </li>
      ))}
    </ul>
  );
}
