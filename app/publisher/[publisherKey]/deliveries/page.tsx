import type { Metadata } from "next";
import Link from "next/link";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { pauseOne, resendAllDead, resumeOne, testOne } from "@/app/publisher/[publisherKey]/deliveries/actions";
import { readDeliveriesList } from "@/app/publisher/[publisherKey]/deliveries/deliveries-list";
import { hiddenColumns } from "@/app/table-columns";
import { DeliveryNotice } from "@/components/deliveries/delivery-notice";
import { toDeliveryRow } from "@/components/deliveries/delivery-row";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { STATE_LOOK } from "@/components/deliveries/delivery-words";
import { EndpointHealthList } from "@/components/deliveries/endpoint-health";
import { FollowDeliveries } from "@/components/deliveries/follow-deliveries";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { LinkTabs } from "@/components/ui/link-tabs";
import { listEndpointHealth, MOST_COUNTED } from "@/lib/actions/deliveries/health";
import { listDeliveries } from "@/lib/actions/deliveries/queries";
import type { DeliveryState } from "@/lib/actions/deliveries/schema";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";

export const metadata: Metadata = { title: "Deliveries" };

const TABLE = "deliveries";
/** What needs somebody comes first. */
const VIEWS: readonly DeliveryState[] = ["dead", "waiting", "delivered"];

interface DeliveriesPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function DeliveriesPage({ params, searchParams }: DeliveriesPageProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const path = `${base}/deliveries`;
  const { scope, now } = await orNotFound(requireMember(publisherKey, "deliveries.read"));
  const given = await searchParams;
  const endpoints = await listEndpointHealth(scope);
  const { shape, request, filter } = readDeliveriesList(endpoints, given);
  const page = await orFirstPage(listDeliveries(scope, { ...filter, limit: request.limit, cursor: request.cursor }), sameListHref(path, request, shape));
  const { query, nextHref, previousHref } = listHrefs(path, request, page, shape);
  const furtherHref = page.cutShort === "next" ? nextHref : page.cutShort === "previous" ? previousHref : undefined;
  const view = (state: DeliveryState | null): string => sameListHref(path, { ...request, filters: { ...request.filters, state: state ? [state] : [] } }, shape);
  const commandsFor = (id: number) => ({
    pause: pauseOne.bind(null, publisherKey, id),
    resume: resumeOne.bind(null, publisherKey, id),
    test: testOne.bind(null, publisherKey, id),
    resendDead: resendAllDead.bind(null, publisherKey, id),
  });
  return (
    <>
      <PageHeader title="Deliveries" description="Every message to your own systems: what it was about, what they answered, and what is still on its way." />
      {endpoints.some(({ waiting, pausedAt, host }) => waiting > 0 && pausedAt === null && host !== null) ? <FollowDeliveries /> : null}
      <div className="flex flex-col gap-4">
        <DeliveryNotice word={[given.told].flat()[0]} />
        {endpoints.length === 0 ? null : <EndpointHealthList endpoints={endpoints} base={base} now={now} mostCounted={MOST_COUNTED} {...(may(scope.role, "deliveries.send") ? { commandsFor } : {})} />}
        <LinkTabs
          label="Messages by state"
          tabs={[
            { href: view(null), label: "All", current: filter.state === null },
            ...VIEWS.map((state) => ({ href: view(state), label: STATE_LOOK[state].word, current: filter.state === state })),
          ]}
        />
        {furtherHref ? (
          <p className="text-sm text-muted-foreground">
            There are very many messages: this is what was found in the first of them. <Link href={furtherHref} className="inline-flex min-h-6 items-center text-primary-text underline underline-offset-4">Look further</Link>
          </p>
        ) : null}
        <DeliveryTable
          caption="Messages to your systems"
          rows={page.items.map((line) => toDeliveryRow(line, base))}
          query={{ ...query, search: { ...query.search, placeholder: "Subscription id or webhook-id" } }}
          {...(nextHref ? { nextHref } : {})}
          {...(previousHref ? { previousHref } : {})}
          columnChoice={{ table: TABLE, hidden: await hiddenColumns(TABLE) }}
          empty={
            endpoints.length === 0 ? (
              <EmptyState icon={<Glyph name="offline" />} title="None of your systems is connected yet" action={<Button asChild variant="outline"><Link href={`${base}/offers`}>Choose an offer</Link></Button>}>
                On an offer&apos;s page, under “Your systems”, enter the address of an endpoint: one that is told of everything that happens, or one that sets a subscription up before it becomes active.
              </EmptyState>
            ) : (
              <EmptyState icon={<Glyph name="info" />} title="No messages yet">
                The first one comes with the first thing that happens to a subscription. To see whether your endpoint is reached, send a test above.
              </EmptyState>
            )
          }
        />
      </div>
    </>
  );
}
