import type { ReactNode } from "react";
import { ActivationCard } from "@/components/subscriptions/activation-card";
import { PeopleCard } from "@/components/subscriptions/people-card";
import { WaitsBadge } from "@/components/subscriptions/waits-badge";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { formatTime } from "@/components/ui/format-time";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { PROBLEMS } from "@/lib/activations/schema";
import type { PublisherSubscription } from "@/lib/subscriptions/queries";

const TERM_WORDS: Readonly<Record<string, string>> = { P1M: "Monthly", P1Y: "Yearly", P2Y: "Two years", P3Y: "Three years", P4Y: "Four years", P5Y: "Five years" };

/** Problems that are not Microsoft's. */
const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  [PROBLEMS.noEndpoint]: "It could not be activated: the address of your own system is not set",
  [PROBLEMS.publisherFailed]: "Your system could not set it up",
  [PROBLEMS.late]: "Your system has not finished it in time",
  [PROBLEMS.refusedByPublisher]: "It was refused here",
  [PROBLEMS.cancelNotTaken]: "It was refused here, and Microsoft did not cancel it",
};

interface SubscriptionSheetProps {
  facts: PublisherSubscription;
  /** Where the activation stands with the publisher's own system. */
  handOff?: ReactNode;
  /** More cards, after the people. */
  children?: ReactNode;
}

/** One subscription as the publisher's staff see it: facts as Microsoft has them, the activation, the people. */
export function SubscriptionSheet({ facts, handOff, children }: SubscriptionSheetProps): ReactNode {
  const { activation } = facts;
  return (
    <>
      {activation?.problem ? (
        <Alert tone="warning" title={PROBLEM_WORDS[activation.problem] ?? `The last attempt to activate it failed: ${activation.problem}`}>
          {activation.problemDetail}
          {activation.correlationId ? <span className="mt-1 block">Correlation id <MonoId value={activation.correlationId} /></span> : null}
        </Alert>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <FactsCard facts={facts} />
          <TermsCard facts={facts} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <PeopleCard facts={facts} />
          {children}
          <ActivationCard activation={activation}>{handOff}</ActivationCard>
        </div>
      </div>
    </>
  );
}

function FactsCard({ facts }: { facts: PublisherSubscription }): ReactNode {
  return (
    <Card>
      <CardHeader title="Subscription" description="As Microsoft described it when it was last asked." />
      <CardBody>
        <DescriptionList>
          <Description term="Microsoft's status"><span className="inline-flex flex-wrap items-center gap-2">{facts.status} <WaitsBadge days={facts.pendingDays} /></span></Description>
          <Description term="Subscription id"><MonoId value={facts.subscriptionId} /></Description>
          <Description term="Offer">{facts.offerName ?? "–"}</Description>
          <Description term="Plan">{facts.planName} <span className="font-mono text-xs break-all text-muted-foreground">{facts.planId}</span></Description>
          <Description term="Seats">{facts.perSeat ? facts.quantity : "Flat rate"}</Description>
          <Description term="Customer may">{facts.allowedCustomerOperations.join(", ") || "–"}</Description>
          <Description term="Bought"><Moment at={facts.marketplaceCreatedAt} otherwise="Not told" /></Description>
          <Description term="First seen here"><Moment at={facts.createdAt} otherwise="–" /></Description>
          {facts.endedAt ? <Description term="Seen as ended"><Moment at={facts.endedAt} otherwise="–" /></Description> : null}
          <Description term="Microsoft asked"><Moment at={facts.checkedAt} otherwise="Never" /></Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function Moment({ at, otherwise }: { at: Date | null; otherwise: string }): ReactNode {
  return at ? <LocalTime iso={at.toISOString()} precision="second" /> : otherwise;
}

function TermsCard({ facts }: { facts: PublisherSubscription }): ReactNode {
  const day = (date: Date | null): string => (date ? formatTime(date.toISOString(), "day", "en-GB", "UTC") : "–");
  return (
    <Card>
      <CardHeader title="Terms" />
      <CardBody>
        <DescriptionList>
          <Description term="Billing term">{TERM_WORDS[facts.termUnit] ?? (facts.termUnit || "–")}</Description>
          <Description term="Term dates">{facts.startDate ? `${day(facts.startDate)} to ${day(facts.endDate)}` : "Not begun"}</Description>
          <Description term="Renewal">{facts.autoRenew ? "Renews by itself" : "Ends with the term"}</Description>
          <Description term="Free trial">{facts.isFreeTrial ? "Yes" : "No"}</Description>
          <Description term="Prices">
            {facts.terms.length === 0 ? (
              "Not told"
            ) : (
              <ul>
                {facts.terms.map((term) => (
                  <li key={`${term.termUnit} ${term.currency} ${term.price}`} className="flex flex-wrap items-center gap-2">
                    <span>{priceOf(term.price, term.currency)}{facts.perSeat ? " per seat" : ""}, {(TERM_WORDS[term.termUnit] ?? term.termUnit).toLowerCase()}</span>
                    {term.termUnit === facts.termUnit ? <Badge tone="neutral">This one</Badge> : null}
                  </li>
                ))}
              </ul>
            )}
          </Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

/** Microsoft may name a currency that no table knows. */
function priceOf(price: number, currency: string): string {
  return /^[A-Z]{3}$/.test(currency) ? new Intl.NumberFormat("en-GB", { style: "currency", currency, currencyDisplay: "code" }).format(price) : `${price} ${currency}`;
}
