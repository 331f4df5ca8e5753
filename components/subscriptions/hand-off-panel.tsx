import Link from "next/link";
import type { ReactNode } from "react";
import { deliveryLook } from "@/components/deliveries/delivery-words";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Field } from "@/components/ui/field";
import { LocalTime } from "@/components/ui/local-time";
import { Textarea } from "@/components/ui/textarea";
import type { HandOff, HandOffMessage } from "@/lib/activations/hand-off/queries";
import type { Decision } from "@/lib/activations/policy";

interface HandOffPanelProps {
  handOff: HandOff;
  /** Path of the page of messages; null for whoever may not see it. */
  deliveriesHref: string | null;
  /** null for whoever may not decide. */
  decide: ((decision: Decision) => (form: FormData) => Promise<void>) | null;
}

/** Where an activation stands with the publisher's own system, and what can be decided about it. */
export function HandOffPanel({ handOff, deliveriesHref, decide }: HandOffPanelProps): ReactNode {
  const { handedOverAt, deadline, isLate, state, message, reportsUntil, decisions } = handOff;
  return (
    <section aria-label="Your own system" className="flex flex-col gap-4 border-t pt-4">
      {handedOverAt === null ? null : (
        <DescriptionList>
          <Description term="Handed over"><LocalTime iso={handedOverAt.toISOString()} precision="second" /></Description>
          {state === "handed-over" && deadline ? <Description term="Expected by"><LocalTime iso={deadline.toISOString()} />{isLate ? <strong className="ms-1.5 font-medium text-destructive-text">late</strong> : null}</Description> : null}
          <Description term="Message">{message ? <MessageLine message={message} href={deliveriesHref} /> : "Not kept any more"}</Description>
          {state === "handed-over" ? <Description term="Can be reported">{reportsUntil ? <>until <LocalTime iso={reportsUntil.toISOString()} /></> : "No more: the token has expired"}</Description> : null}
        </DescriptionList>
      )}
      {decide === null || decisions.length === 0 ? null : <Decisions handOff={handOff} decide={decide} />}
    </section>
  );
}

function MessageLine({ message, href }: { message: HandOffMessage; href: string | null }): ReactNode {
  const { word } = deliveryLook(message.state);
  const attempts = `${message.attempts} ${message.attempts === 1 ? "attempt" : "attempts"}`;
  const problem = message.state === "delivered" ? null : (message.lastStatus ?? message.lastProblem);
  return (
    <>
      {href === null ? `No. ${message.number}` : <Link href={`${href}/${message.number}`} prefetch={false} className="text-primary-text underline underline-offset-2">No. {message.number}</Link>}: {word.toLowerCase()}, {attempts}
      {problem === null ? null : `, last answer: ${problem}`}
    </>
  );
}

function Decisions({ handOff: { decisions, hasEndpoint, isCancellable }, decide }: { handOff: HandOff; decide: NonNullable<HandOffPanelProps["decide"]> }): ReactNode {
  return (
    <div className="flex flex-wrap gap-2">
      {decisions.includes("retry") && hasEndpoint ? (
        <ConfirmDialog
          trigger={<Button variant="outline">Set up once more</Button>}
          title="Have it set up once more?"
          description="Your system is sent the subscription again, with a new token. The former token is good for nothing any more: what your system may still report with it is not taken."
          confirmLabel="Send it again"
          pendingText="Sending…"
          destructive={false}
          action={decide("retry")}
        />
      ) : null}
      {decisions.includes("finish") ? (
        <ConfirmDialog
          trigger={<Button variant="outline">Activate now</Button>}
          title="Activate it without waiting for your system?"
          description="The subscription is activated at Microsoft, which begins the billing, whether or not your system has set it up. Do this when it is set up, by hand or otherwise."
          confirmLabel="Activate"
          pendingText="Activating…"
          destructive={false}
          action={decide("finish")}
        />
      ) : null}
      {decisions.includes("refuse") ? (
        <ConfirmDialog
          trigger={<Button variant="outline">Refuse</Button>}
          title="Refuse this order?"
          description={
            <>
              The subscription is cancelled at Microsoft, which cannot be undone. The customer is not billed, is told that you refused, and has to buy anew.
              {isCancellable ? null : " Microsoft does not list a cancellation among what may be done with this subscription, as where a reseller sold it: it is tried, and you are told if Microsoft does not take it."}
            </>
          }
          confirmLabel="Refuse the order"
          pendingText="Refusing…"
          cancelLabel="Keep it"
          action={decide("refuse")}
        >
          <Field label="Reason for the customer" hint="Optional. The customer reads it as you write it.">
            {(control) => <Textarea name="reason" rows={3} maxLength={1000} {...control} />}
          </Field>
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

/** What came of a decision. */
export function DecidedNotice({ outcome }: { outcome: string }): ReactNode {
  switch (outcome) {
    case "retry":
      return <Alert tone="success" role="status" title="It was handed to your system once more" />;
    case "finish":
      return <Alert tone="success" role="status" title="It is being activated">Microsoft takes from seconds to minutes.</Alert>;
    case "refuse":
      return <Alert tone="success" role="status" title="It was refused">It is being cancelled at Microsoft. Should Microsoft not take that, this page says so, and the overview has an alert.</Alert>;
    case "changed":
      return <Alert tone="warning" role="alert" title="Nothing was done">It changed meanwhile: your system reported, a colleague decided, or Microsoft ended it. This is what it is now.</Alert>;
    case "no-endpoint":
      return <Alert tone="warning" role="alert" title="Nothing was sent">The offer has no address of your own system. Enter it on the offer&apos;s page, or activate the subscription here.</Alert>;
    default:
      return null;
  }
}
