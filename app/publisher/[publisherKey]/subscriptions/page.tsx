import type { Metadata } from "next";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { readSubscriptionList } from "@/app/publisher/[publisherKey]/subscriptions/subscription-list";
import { hiddenColumns } from "@/app/table-columns";
import { PageHeader } from "@/components/page/page-header";
import { STATE_WORDS } from "@/components/subscriptions/subscription-status";
import { PublisherSubscriptionTable } from "@/components/subscriptions/subscription-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatTime } from "@/components/ui/format-time";
import { Glyph } from "@/components/ui/glyph";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { listSubscriptions } from "@/lib/subscriptions/queries";

export const metadata: Metadata = { title: "Subscriptions" };

const TABLE = "subscriptions";

interface SubscriptionsPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function SubscriptionsPage({ params, searchParams }: SubscriptionsPageProps) {
  const { publisherKey } = await params;
  const path = `/publisher/${publisherKey}/subscriptions`;
  const { scope } = await orNotFound(requireMember(publisherKey, "subscriptions.read"));
  const { shape, request, filter, sort } = await readSubscriptionList(scope, await searchParams);
  const { limit, cursor } = request;
  const page = await orFirstPage(listSubscriptions(scope, { ...filter, sort, limit, cursor }), sameListHref(path, request, shape));
  return (
    <>
      <PageHeader title="Subscriptions" description="Everything that customers bought, also what nobody has opened yet." />
      <PublisherSubscriptionTable
        caption="Subscriptions"
        rows={page.items.map((line) => ({
          id: line.id,
          href: `${path}/${line.subscriptionId}`,
          name: line.name,
          offer: line.offerName ?? "–",
          plan: line.planName,
          seats: line.perSeat ? line.quantity : null,
          state: line.state,
          stateWord: STATE_WORDS[line.state],
          waitsDays: line.pendingDays,
          customer: line.customer ?? "–",
          kind: [line.isFreeTrial ? "Free trial" : "", line.resold ? "Reseller" : ""].filter(Boolean).join(", ") || "–",
          createdAt: line.createdAt.toISOString(),
          endDate: line.endDate ? formatTime(line.endDate.toISOString(), "day", "en-GB", "UTC") : "–",
        }))}
        {...listHrefs(path, request, page, shape)}
        columnChoice={{ table: TABLE, hidden: await hiddenColumns(TABLE) }}
        exportHref={may(scope.role, "subscriptions.export") ? sameListHref(`${path}/export`, request, shape) : undefined}
        empty={
          <EmptyState icon={<Glyph name="info" />} title="No subscriptions yet">
            A purchase appears here as soon as its buyer has opened your landing page and signed in, or within the hour. Check in Partner Center that the technical configuration of
            your offer names this portal&apos;s landing page, then buy a plan of the offer in preview.
          </EmptyState>
        }
      />
    </>
  );
}
