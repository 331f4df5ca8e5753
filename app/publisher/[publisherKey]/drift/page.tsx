import type { Metadata } from "next";
import { listHrefs, listRequest, sameListHref, type ListSearch, type ListShape } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { compareNow, repairOne } from "@/app/publisher/[publisherKey]/drift/actions";
import { CompareNow } from "@/components/drift/compare-now";
import { ComparisonCard } from "@/components/drift/comparison-card";
import { toDriftRow } from "@/components/drift/drift-row";
import { DriftTable } from "@/components/drift/drift-table";
import { DRIFT_KIND_WORDS } from "@/components/drift/drift-words";
import { NoDrift } from "@/components/drift/no-drift";
import { PageHeader } from "@/components/page/page-header";
import { LinkTabs } from "@/components/ui/link-tabs";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { agreedSince, countOpenDrift, latestReconciliations, listDrift } from "@/lib/subscriptions/drift-queries";
import { isRepairable } from "@/lib/subscriptions/repair-drift";
import { DRIFT_KINDS } from "@/lib/subscriptions/schema";

export const metadata: Metadata = { title: "Drift" };

interface DriftPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function DriftPage({ params, searchParams }: DriftPageProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const path = `${base}/drift`;
  const { scope } = await orNotFound(requireMember(publisherKey, "drift.read"));
  const given = await searchParams;
  const view = given.view === "closed" ? "closed" : "open";
  const shape: ListShape<never> = {
    view: view === "closed" ? { view } : {},
    filters: [{ name: "kind", label: "Difference", kind: "one", options: DRIFT_KINDS.map((value) => ({ value, label: DRIFT_KIND_WORDS[value].word })) }],
  };
  const request = listRequest(given, shape);
  const kind = DRIFT_KINDS.find((each) => request.filters.kind?.includes(each));
  const listed = listDrift(scope, { state: view, kind, search: request.search, limit: request.limit, cursor: request.cursor });
  const [page, open, lines, since] = await Promise.all([orFirstPage(listed, sameListHref(path, request, shape)), countOpenDrift(scope), latestReconciliations(scope), agreedSince(scope)]);
  const mayRepair = may(scope.role, "drift.repair");
  return (
    <>
      <PageHeader
        title="Drift"
        description="Where the portal and Microsoft's list of your subscriptions differ. A call of the webhook that was lost is found here and made good."
        actions={mayRepair ? <CompareNow compare={compareNow.bind(null, publisherKey)} isUnderWay={lines.some((line) => line.isUnderWay)} /> : null}
      />
      <div className="flex flex-col gap-4">
        {lines.length > 0 ? <ComparisonCard lines={lines} /> : null}
        <LinkTabs
          label="Differences by state"
          tabs={[
            { href: path, label: "Open", count: open, current: view === "open" },
            { href: `${path}?view=closed`, label: "Closed", current: view === "closed" },
          ]}
        />
        <DriftTable
          key={view}
          view={view}
          caption={view === "open" ? "Open differences" : "Closed differences"}
          rows={page.items.map((line) => toDriftRow(line, { base, canRepair: mayRepair && line.closedAt === null && isRepairable(line.kind) }))}
          {...(mayRepair && view === "open" ? { repair: repairOne.bind(null, publisherKey) } : {})}
          {...listHrefs(path, request, page, shape)}
          empty={<NoDrift view={view} lines={lines} since={since} mayCompare={mayRepair} offersHref={`${base}/offers`} />}
        />
      </div>
    </>
  );
}
