import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/page/page-header";
import { SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { SubscriptionTabs, type SubscriptionTab } from "@/components/subscriptions/subscription-tabs";
import type { CustomerSubscription } from "@/lib/subscriptions/queries";

/** The head of every page of one subscription: which it is, how it stands, and where else one can go. */
export async function SubscriptionFrame({ subscription, current, children }: { subscription: CustomerSubscription; current: SubscriptionTab; children: ReactNode }): Promise<ReactNode> {
  const [t, states] = await Promise.all([getTranslations("subscriptions"), getTranslations("states")]);
  const { facts } = subscription;
  return (
    <>
      <PageHeader breadcrumbs={[{ href: "/subscriptions", label: t("title") }]} title={facts.name} status={<SubscriptionStatus state={facts.state}>{states(facts.state)}</SubscriptionStatus>} />
      <SubscriptionTabs subscription={subscription} current={current} />
      {children}
    </>
  );
}
