import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { resendOne, revealMessage } from "@/app/publisher/[publisherKey]/deliveries/actions";
import { AttemptsCard } from "@/components/deliveries/attempts-card";
import { DeliveryNotice } from "@/components/deliveries/delivery-notice";
import { DeliverySheet } from "@/components/deliveries/delivery-sheet";
import { DeliveryStatus } from "@/components/deliveries/delivery-status";
import { endpointWords, subjectWords } from "@/components/deliveries/delivery-words";
import { FollowDeliveries } from "@/components/deliveries/follow-deliveries";
import { SentCard } from "@/components/deliveries/sent-card";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { getDelivery } from "@/lib/actions/deliveries/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";

export const metadata: Metadata = { title: "Message" };

const messageNumber = z.coerce.number().int().min(1).max(2 ** 31 - 1);

interface DeliveryPageProps {
  params: Promise<{ publisherKey: string; number: string }>;
  searchParams: Promise<{ told?: string | string[] }>;
}

export default async function DeliveryPage({ params, searchParams }: DeliveryPageProps) {
  const { publisherKey, number: given } = await params;
  const number = messageNumber.safeParse(given).data ?? notFound();
  const base = `/publisher/${publisherKey}`;
  const { scope, now } = await orNotFound(requireMember(publisherKey, "deliveries.read"));
  const delivery = await orNotFound(getDelivery(scope, number));
  const { told } = await searchParams;
  const mayReveal = delivery.sent === null && may(scope.role, "deliveries.raw");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: `${base}/deliveries`, label: "Deliveries" }]}
        title={subjectWords(delivery.kind, delivery.subject)}
        status={<DeliveryStatus state={delivery.state} />}
        description={<><bdi>{delivery.endpoint.offerName}</bdi>, {endpointWords(delivery.endpoint.kind).toLowerCase()}</>}
        actions={
          delivery.canResend && !(delivery.state === "waiting" && delivery.pausedAt !== null) && may(scope.role, "deliveries.send") ? (
            <ConfirmDialog
              trigger={<Button variant="outline">{delivery.state === "waiting" ? "Try now" : "Resend"}</Button>}
              title={delivery.state === "waiting" ? "Try to send it now?" : "Send this message again?"}
              description="It goes out with the webhook-id that it had, by which your system knows whether it has it already. It takes its old place: messages about the same subscription that came before it go first, and later ones wait until it has arrived or is given up."
              confirmLabel={delivery.state === "waiting" ? "Try now" : "Resend"}
              pendingText="Sending…"
              destructive={false}
              action={resendOne.bind(null, publisherKey, number)}
            />
          ) : null
        }
      />
      {delivery.state === "waiting" && delivery.hasAddress && delivery.pausedAt === null ? <FollowDeliveries /> : null}
      <div className="flex flex-col gap-4">
        <DeliveryNotice word={[told].flat()[0]} />
        <div className="grid items-start gap-4 *:min-w-0 lg:grid-cols-2">
          <DeliverySheet delivery={delivery} base={base} now={now} />
          <AttemptsCard made={delivery.made} attempts={delivery.attempts} />
        </div>
        <SentCard sent={delivery.sent} {...(mayReveal ? { reveal: revealMessage.bind(null, publisherKey, number) } : {})} />
      </div>
    </>
  );
}
