import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { Seats } from "@/lib/licenses/queries";
import type { SubscriptionState } from "@/lib/subscriptions/schema";

interface SeatSummaryProps {
  seats: Seats;
  state: SubscriptionState;
  personal: boolean;
  /** Bought through a reseller, who is paid. */
  resold: boolean;
  /** Where seats are given, on other pages than that. */
  usersHref?: string;
  /** What can be done about it. */
  children?: ReactNode;
}

/** How many seats there are, and what stands in the way of giving more. */
export function SeatSummary({ seats, state, personal, resold, usersHref, children }: SeatSummaryProps): ReactNode {
  const t = useTranslations("licenses.summary");
  const { model, bought, taken, free, over } = seats;
  if (state === "unsubscribed") return <Alert tone="info" title={t("unsubscribed")}>{t("unsubscribedBody")}</Alert>;
  return (
    <>
      {state === "suspended" ? <Alert tone="warning" title={t("suspended")}>{t("suspendedBody", { resold: String(resold) })}</Alert> : null}
      {over > 0 ? <Alert tone="warning" title={t("over", { over })}>{t("overBody")}</Alert> : null}
      <Card>
        <CardHeader title={t("title")} />
        <CardBody className="flex flex-col gap-2 text-sm">
          {model === "site" ? (
            <p>{t(personal ? "sitePersonal" : "site")}</p>
          ) : (
            <>
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <p className="text-base font-medium tabular-nums">{t("used", { taken, bought })}</p>
                <p className="text-muted-foreground tabular-nums">{t("free", { free })}</p>
              </div>
              <meter className="sr-only" min={0} max={Math.max(bought, taken)} value={taken} aria-label={t("bar")} />
              <div aria-hidden className="h-2 overflow-hidden rounded-full bg-muted">
                <div className={over > 0 ? "h-full bg-warning-text" : "h-full bg-primary"} style={{ width: `${Math.min(100, (100 * taken) / Math.max(1, bought))}%` }} />
              </div>
              {model === "first-come" ? <p className="text-muted-foreground">{t("firstCome")}</p> : null}
            </>
          )}
          {usersHref === undefined ? null : (
            <p>
              <Link href={usersHref} className="underline underline-offset-2">
                {t("toUsers")}
              </Link>
            </p>
          )}
          {children}
        </CardBody>
      </Card>
    </>
  );
}
