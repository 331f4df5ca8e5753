import type { Metadata } from "next";
import Link from "next/link";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { replayAllFailed } from "@/app/publisher/[publisherKey]/inbox/actions";
import { readInboxList } from "@/app/publisher/[publisherKey]/inbox/inbox-list";
import { hiddenColumns } from "@/app/table-columns";
import { InboxTable } from "@/components/inbox/inbox-table";
import { toInboxRow } from "@/components/inbox/inbox-row";
import { STATE_LOOK } from "@/components/inbox/inbox-words";
import { TurnedAway } from "@/components/inbox/turned-away";
import { PageHeader } from "@/components/page/page-header";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { LinkTabs } from "@/components/ui/link-tabs";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { countInbox, countReplayable, listInbox } from "@/lib/inbox/queries";
import { listRejections } from "@/lib/inbox/rejections";
import type { InboxState } from "@/lib/inbox/schema";
import { addSeconds } from "@/lib/kernel/clock";

export const metadata: Metadata = { title: "Inbox" };

const TABLE = "inbox";
const REJECTION_DAYS = 7;
/** What needs somebody comes first. */
const VIEWS: readonly InboxState[] = ["failed", "waiting", "processed"];

interface InboxPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function InboxPage({ params, searchParams }: InboxPageProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const path = `${base}/inbox`;
  const { scope, now } = await orNotFound(requireMember(publisherKey, "inbox.read"));
  const given = await searchParams;
  const { shape, request, filter } = await readInboxList(scope, given);
  const listed = listInbox(scope, { ...filter, limit: request.limit, cursor: request.cursor });
  const mayReplay = may(scope.role, "inbox.replay");
  const [page, counts, replayable, rejections] = await Promise.all([
    orFirstPage(listed, sameListHref(path, request, shape)),
    countInbox(scope),
    mayReplay ? countReplayable(scope) : 0,
    listRejections(scope, addSeconds(now, -REJECTION_DAYS * 24 * 3600)),
  ]);
  const states = request.filters.state ?? [];
  const view = (state: InboxState | null): string => sameListHref(path, { ...request, filters: { ...request.filters, state: state ? [state] : [] } }, shape);
  const replayed = /^\d{1,9}$/.test(String(given.replayed)) ? Number(given.replayed) : null;
  return (
    <>
      <PageHeader
        title="Inbox"
        description="Every call of Microsoft's to your offers' webhooks: what it was about, what was answered, and what came of it."
        actions={
          replayable > 0 ? (
            <ConfirmDialog
              trigger={<Button variant="outline">Replay all that need it</Button>}
              title={replayable === 1 ? "Process 1 call again?" : `Process ${replayable} calls again?`}
              description="These are the calls that failed, those whose job was given up, and those that Microsoft's API contradicted or knew nothing of. Microsoft is asked again about each, and what it says is applied. What was done before is not done twice."
              confirmLabel={replayable === 1 ? "Replay it" : `Replay ${replayable} calls`}
              pendingText="Replaying…"
              destructive={false}
              action={replayAllFailed.bind(null, publisherKey)}
            />
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        {replayed === null ? null : <Alert tone="success" role="status" title={replayed === 1 ? "1 call is processed again" : `${replayed} calls are processed again`}>Load the page anew in a moment to see what came of it.</Alert>}
        <LinkTabs
          label="Calls by state"
          tabs={[
            { href: view(null), label: "All", current: states.length === 0 },
            ...VIEWS.map((state) => ({ href: view(state), label: STATE_LOOK[state].word, count: counts[state], current: states.length === 1 && states[0] === state })),
          ]}
        />
        <InboxTable
          caption="Calls of Microsoft"
          rows={page.items.map((line) => toInboxRow(line, base))}
          {...listHrefs(path, request, page, shape)}
          columnChoice={{ table: TABLE, hidden: await hiddenColumns(TABLE) }}
          exportHref={sameListHref(`${path}/export`, request, shape)}
          empty={
            <EmptyState icon={<Glyph name="inbox" />} title="Microsoft has not called yet" action={<Button asChild variant="outline"><Link href={`${base}/offers`}>Show the addresses</Link></Button>}>
              In Partner Center, enter the webhook&apos;s address of each offer as the connection webhook of its technical configuration. The address stands on the offer&apos;s page. The first call comes when
              a subscription changes after its activation.
            </EmptyState>
          }
        />
        <TurnedAway rejections={rejections} days={REJECTION_DAYS} offersPath={`${base}/offers`} />
      </div>
    </>
  );
}
