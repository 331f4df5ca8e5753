import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { HISTORY_SHAPE, readHistoryList } from "@/app/(customer)/subscriptions/[subscriptionId]/history/history-list";
import { subscriptionPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { CustomerHistory } from "@/components/subscriptions/customer-history";
import { HistoryFilterForm } from "@/components/subscriptions/history-filter-form";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { listHistoryOfCustomer, mayReadHistory, MOST_LOOKED_THROUGH } from "@/lib/subscriptions/history";
import { historyGroupsFor } from "@/lib/subscriptions/history-filter";

interface HistoryPageProps {
  params: SubscriptionParams;
  searchParams: Promise<ListSearch>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("history"))("title") };
}

/** What happened to one subscription, for its managers and for the reseller's staff, who learn nobody's name by it. */
export default async function HistoryPage({ params, searchParams }: HistoryPageProps) {
  const { ctx, subscription, path } = await subscriptionPage(params);
  if (!mayReadHistory(subscription)) redirect(path);
  const here = `${path}/history`;
  const { request, filter } = readHistoryList(await searchParams);
  const [t, page] = await Promise.all([
    getTranslations("history"),
    orFirstPage(listHistoryOfCustomer(ctx.scope, subscription.facts.subscriptionId, { limit: request.limit, cursor: request.cursor, filter }), here),
  ]);
  const { nextHref, previousHref } = listHrefs(here, request, page, HISTORY_SHAPE);
  const asked = request.search !== "" || Object.values(request.filters).some((values) => values.length > 0);
  const blank = page.items.length === 0;
  const furtherHref = page.cutShort === null ? undefined : page.cutShort === "next" ? nextHref : previousHref;
  return (
    <SubscriptionFrame subscription={subscription} current="history">
      <div className="flex flex-col gap-4">
        {blank && !asked ? null : (
          <HistoryFilterForm filter={filter} groups={historyGroupsFor(subscription.manages)} allHref={here} exportHref={blank ? undefined : sameListHref(`${here}/export`, request, HISTORY_SHAPE)} />
        )}
        <CustomerHistory
          lines={page.items}
          publisher={subscription.facts.publisherName ?? ""}
          personal={ctx.scope.personal}
          previousHref={previousHref}
          nextHref={nextHref}
          paused={furtherHref === undefined ? undefined : { count: MOST_LOOKED_THROUGH, href: furtherHref }}
          empty={asked ? <EmptyState icon={<Glyph name="search" />} title={t("none")}>{t("noneAdvice")}</EmptyState> : undefined}
        />
      </div>
    </SubscriptionFrame>
  );
}
