import type { Metadata } from "next";
import Link from "next/link";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { readActionLog } from "@/app/publisher/[publisherKey]/actions/action-log-list";
import { keepActions } from "@/app/publisher/[publisherKey]/actions/actions";
import { hiddenColumns } from "@/app/table-columns";
import { KeepActions } from "@/components/actions/keep-actions";
import { LogPaging } from "@/components/actions/log-paging";
import { toLogRow } from "@/components/actions/log-row";
import { LogState } from "@/components/actions/log-state";
import { LogTable } from "@/components/actions/log-table";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { listActions, MOST_LOOKED_THROUGH, readLogState } from "@/lib/actions/log/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";

export const metadata: Metadata = { title: "Actions" };

const TABLE = "actions";

interface ActionsPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function ActionsPage({ params, searchParams }: ActionsPageProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const path = `${base}/actions`;
  const ctx = await orNotFound(requireMember(publisherKey, "actions.read"));
  const { scope } = ctx;
  const { shape, request, filter } = await readActionLog(scope, await searchParams);
  const { limit, cursor } = request;
  const [page, state] = await Promise.all([orFirstPage(listActions(scope, { ...filter, limit, cursor }), sameListHref(path, request, shape)), readLogState(ctx)]);
  const hrefs = listHrefs(path, request, page, shape);
  const exportHref = (format: string): string => sameListHref(`${path}/export`, request, { ...shape, view: { format } });
  const mayExport = may(scope.role, "actions.export");
  const furtherHref = page.cutShort === "next" ? hrefs.nextHref : page.cutShort === "previous" ? hrefs.previousHref : undefined;
  const ways = {
    newestHref: page.previousCursor === null ? undefined : sameListHref(path, request, shape),
    oldestHref: listHrefs(path, request, { nextCursor: page.lastCursor, previousCursor: null }, shape).nextHref,
    paused: furtherHref === undefined ? undefined : { count: MOST_LOOKED_THROUGH, href: furtherHref },
  };
  return (
    <>
      <PageHeader title="Actions" description="All that customers, you and Microsoft did to subscriptions and licenses. Nothing is changed here afterwards, and each line is sealed to the one before." />
      <div className="flex flex-col gap-4">
        <LogState {...state} publisherKey={publisherKey} setting={may(scope.role, "actions.manage") ? <KeepActions keptDays={state.kept.keptDays} save={keepActions.bind(null, publisherKey)} /> : null} />
        <LogTable
          caption="Actions"
          rows={page.items.map((line) => toLogRow(line, base))}
          {...hrefs}
          columnChoice={{ table: TABLE, hidden: await hiddenColumns(TABLE) }}
          exportHref={mayExport ? exportHref("csv") : undefined}
          toolbar={mayExport && page.items.length > 0 ? <Button asChild variant="outline"><a href={exportHref("ndjson")} download>Export NDJSON</a></Button> : null}
          summary={Object.values(ways).some((way) => way !== undefined) ? <LogPaging {...ways} /> : undefined}
          isUnfinished={furtherHref !== undefined}
          empty={
            <EmptyState icon={<Glyph name="history" />} title="Nothing has happened yet" action={<Button asChild variant="outline"><Link href={`${base}/offers`}>Show the offers</Link></Button>}>
              The first line comes with the first customer: when somebody buys one of your offers and opens its landing page.
            </EmptyState>
          }
        />
      </div>
    </>
  );
}
