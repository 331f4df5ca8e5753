import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { replayCall, revealCall } from "@/app/publisher/[publisherKey]/inbox/actions";
import { CallBody } from "@/components/inbox/call-body";
import { CallSheet } from "@/components/inbox/call-sheet";
import { DecisionCard } from "@/components/inbox/decision-card";
import { FollowCall } from "@/components/inbox/follow-call";
import { HeadersCard } from "@/components/inbox/headers-card";
import { CallStatus } from "@/components/inbox/inbox-status";
import { actionWords } from "@/components/inbox/inbox-words";
import { ProcessingCard } from "@/components/inbox/processing-card";
import { ReplayNotice } from "@/components/inbox/replay-notice";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { getInboxCall } from "@/lib/inbox/queries";

export const metadata: Metadata = { title: "Call" };

const callNumber = z.coerce.number().int().min(1).max(2 ** 31 - 1);

interface CallPageProps {
  params: Promise<{ publisherKey: string; number: string }>;
  searchParams: Promise<{ replay?: string | string[] }>;
}

export default async function CallPage({ params, searchParams }: CallPageProps) {
  const { publisherKey, number: given } = await params;
  const number = callNumber.safeParse(given).data ?? notFound();
  const base = `/publisher/${publisherKey}`;
  const { scope } = await orNotFound(requireMember(publisherKey, "inbox.read"));
  const call = await orNotFound(getInboxCall(scope, number));
  const { replay } = await searchParams;
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: `${base}/inbox`, label: "Inbox" }]}
        title={actionWords(call.action)}
        status={<CallStatus state={call.state} outcome={call.outcome} />}
        description={<bdi>{call.subscriptionName ?? call.subscriptionId}</bdi>}
        actions={
          may(scope.role, "inbox.replay") ? (
            <ConfirmDialog
              trigger={<Button variant="outline">Replay</Button>}
              title="Process this call again?"
              description="Microsoft is asked again how things stand, and what it says is applied. What was done before is not done twice, and the answer to the call stays as it was."
              confirmLabel="Replay"
              pendingText="Replaying…"
              destructive={false}
              action={replayCall.bind(null, publisherKey, number)}
            />
          ) : null
        }
      />
      {call.state === "waiting" ? <FollowCall /> : null}
      <div className="flex flex-col gap-4">
        <ReplayNotice outcome={[replay].flat()[0]} />
        <div className="grid items-start gap-4 *:flex *:min-w-0 *:flex-col *:gap-4 lg:grid-cols-2">
          <div>
            <CallSheet call={call} base={base} />
            <DecisionCard call={call} />
          </div>
          <div>
            <ProcessingCard call={call} jobsPath={`${base}/jobs`} />
            <CallBody masked={call.maskedBody} {...(may(scope.role, "inbox.raw") ? { reveal: revealCall.bind(null, publisherKey, number) } : {})} />
            <HeadersCard headers={call.headers} />
          </div>
        </div>
      </div>
    </>
  );
}
