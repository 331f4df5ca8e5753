import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import type { CustomerSubscription } from "@/lib/subscriptions/queries";

export const SUBSCRIPTION_TABS = ["overview", "users", "managers", "plan", "history"] as const;
export type SubscriptionTab = (typeof SUBSCRIPTION_TABS)[number];

/** The pages of one subscription that this reader may open; nothing where there is but one. */
export function SubscriptionTabs({ subscription, current }: { subscription: CustomerSubscription; current: SubscriptionTab }): ReactNode {
  const t = useTranslations("subscriptions.tabs");
  const tabs = tabsFor(subscription);
  if (tabs.length < 2) return null;
  const path = `/subscriptions/${subscription.facts.subscriptionId}`;
  return (
    <nav aria-label={t("label")} className="-mx-1 mb-4 flex gap-1 overflow-x-auto border-b px-1">
      {tabs.map((tab) => (
        <Link
          key={tab}
          href={tab === "overview" ? path : `${path}/${tab}`}
          aria-current={tab === current ? "page" : undefined}
          className="-mb-px inline-flex min-h-10 items-center border-b-2 border-transparent px-2 text-sm sm:px-3 whitespace-nowrap text-muted-foreground hover:text-foreground aria-[current=page]:border-primary aria-[current=page]:font-medium aria-[current=page]:text-foreground"
        >
          {t(tab)}
        </Link>
      ))}
    </nav>
  );
}

/** Managers see all of it; the reseller's staff what happened, but nobody who uses it; colleagues that it exists. */
export function tabsFor({ manages, visitor, facts }: CustomerSubscription): SubscriptionTab[] {
  const isSetUp = facts.state !== "pending" && facts.state !== "activating";
  if (manages) return SUBSCRIPTION_TABS.filter((tab) => isSetUp || (tab !== "users" && tab !== "plan"));
  return visitor === "reseller" ? ["overview", "history"] : ["overview"];
}
