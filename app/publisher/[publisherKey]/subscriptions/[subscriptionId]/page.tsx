import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { askMicrosoft, decideActivation } from "@/app/publisher/[publisherKey]/subscriptions/[subscriptionId]/actions";
import { SeatsCard } from "@/components/licenses-overview/seats-card";
import { PageHeader } from "@/components/page/page-header";
import { ActionTimeline } from "@/components/actions/action-timeline";
import { DecidedNotice, HandOffPanel } from "@/components/subscriptions/hand-off-panel";
import { OperationTimeline } from "@/components/subscriptions/operation-timeline";
import { RawSubscription } from "@/components/subscriptions/raw-subscription";
import { SubscriptionSheet } from "@/components/subscriptions/subscription-sheet";
import { STATE_WORDS, SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { listActionsOfSubscription } from "@/lib/actions/queries";
import { getHandOff } from "@/lib/activations/hand-off/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { listInbox } from "@/lib/inbox/queries";
import { guid } from "@/lib/kernel/ids";
import { listOperations } from "@/lib/subscriptions/operation-queries";
import { getRawSubscription, getSubscriptionOfPublisher } from "@/lib/subscriptions/queries";

interface SubscriptionPageProps {
  params: Promise<{ publisherKey: string; subscriptionId: string }>;
  /** `actions` and `operations` are cursors. */
  searchParams: Promise<{ asked?: string | string[]; request?: string | string[]; raw?: string | string[]; actions?: string | string[]; operations?: string | string[]; decided?: string | string[] }>;
}

export const metadata: Metadata = { title: "Subscription" };

const OPERATIONS = 20;
const MOST_CALLS = 10;
const UNPROCESSED = ["waiting", "failed"];

export default async function SubscriptionPage({ params, searchParams }: SubscriptionPageProps) {
  const { publisherKey, subscriptionId: given } = await params;
  const subscriptionId = guid.safeParse(given).data ?? notFound();
  const list = `/publisher/${publisherKey}/subscriptions`;
  const path = `${list}/${subscriptionId}`;
  const { scope, now } = await orNotFound(requireMember(publisherKey, "subscriptions.read"));
  const { asked, request, raw, decided, ...cursors } = await searchParams;
  const facts = await orNotFound(getSubscriptionOfPublisher(scope, subscriptionId));
  const [actions, operations, calls, handOff] = await Promise.all([
    orFirstPage(listActionsOfSubscription(scope, subscriptionId, { cursor: [cursors.actions].flat()[0] }), path),
    orFirstPage(listOperations(scope, subscriptionId, { cursor: [cursors.operations].flat()[0], limit: OPERATIONS }), path),
    listInbox(scope, { search: subscriptionId, states: UNPROCESSED, limit: MOST_CALLS }),
    getHandOff({ scope, now }, subscriptionId),
  ]);
  const requestId = guid.safeParse(request).data;
  const mayRaw = may(scope.role, "subscriptions.raw");
  const pageHref = (name: "actions" | "operations", at: string | null): string | undefined => (at === null ? undefined : `${path}?${name}=${at}#${name}`);
  const inboxHref = (search: string, states: readonly string[] = []): string => `/publisher/${publisherKey}/inbox?${new URLSearchParams([["search", search], ...states.map((state) => ["state", state])])}`;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: list, label: "Subscriptions" }]}
        title={<bdi>{facts.name}</bdi>}
        status={<SubscriptionStatus state={facts.state}>{STATE_WORDS[facts.state]}</SubscriptionStatus>}
        actions={
          may(scope.role, "subscriptions.refresh") ? (
            <form action={askMicrosoft.bind(null, publisherKey, subscriptionId)}>
              <SubmitButton variant="outline" pendingText="Asking…">Ask Microsoft now</SubmitButton>
            </form>
          ) : null
        }
      />
      <div className="flex flex-col gap-4">
        {asked === "failed" ? (
          <Alert tone="warning" role="alert" title="Microsoft did not answer as it should">
            What you see is what it said last. Try again in a minute; if it stays, look for “marketplace” in the log, or check the technical configuration of the offer.
            {requestId ? <span className="block text-xs text-muted-foreground">Request id <code className="break-all">{requestId}</code></span> : null}
          </Alert>
        ) : null}
        <DecidedNotice outcome={String(decided ?? "")} />
        <SubscriptionSheet
          facts={facts}
          handOff={
            handOff && (
              <HandOffPanel
                handOff={handOff}
                deliveriesHref={may(scope.role, "deliveries.read") ? `/publisher/${publisherKey}/deliveries` : null}
                decide={may(scope.role, "activations.decide") ? (decision) => decideActivation.bind(null, publisherKey, subscriptionId, handOff.version, decision) : null}
              />
            )
          }
        >
          <SeatsCard seats={facts} licensesHref={`/publisher/${publisherKey}/licenses?search=${subscriptionId}`} />
        </SubscriptionSheet>
        <OperationTimeline
          operations={operations.items}
          callsHref={inboxHref}
          unprocessed={{ count: calls.items.length, more: calls.nextCursor !== null, href: inboxHref(subscriptionId, UNPROCESSED) }}
          previousHref={pageHref("operations", operations.previousCursor)}
          nextHref={pageHref("operations", operations.nextCursor)}
        />
        <ActionTimeline actions={actions.items} allHref={`/publisher/${publisherKey}/actions?subscription=${subscriptionId}`} previousHref={pageHref("actions", actions.previousCursor)} nextHref={pageHref("actions", actions.nextCursor)} />
        {mayRaw ? (
          <RawSubscription raw={raw === "1" ? await orNotFound(getRawSubscription(scope, subscriptionId)) : null} showHref={`${path}?raw=1#raw`} hideHref={path} />
        ) : null}
      </div>
    </>
  );
}
