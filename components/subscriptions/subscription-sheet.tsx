import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { formatTime } from "@/components/ui/format-time";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { PublisherSubscription } from "@/lib/subscriptions/queries";

const ACTIVATION_WORDS: Readonly<Record<string, string>> = {
  requested: "asked for, not answered by Microsoft yet",
  accepted: "taken by Microsoft, not active yet",
  subscribed: "done",
  refused: "refused by Microsoft",
  failed: "failed at Microsoft",
};

/** One subscription as the publisher's staff see it: facts as Microsoft has them, people, the activation. */
export function SubscriptionSheet({ facts }: { facts: PublisherSubscription }): ReactNode {
  const day = (date: Date | null): string => (date ? formatTime(date.toISOString(), "day", "en-GB", "UTC") : "–");
  const { activation } = facts;
  return (
    <>
      {activation?.problem ? (
        <Alert tone="warning" title={`The last attempt to activate it failed: ${activation.problem}`}>
          {activation.problemDetail}
          {activation.correlationId ? <span className="mt-1 block">Correlation id <MonoId value={activation.correlationId} /></span> : null}
        </Alert>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <Card>
          <CardHeader title="Subscription" />
          <CardBody>
            <DescriptionList>
              <Description term="Microsoft's status">{facts.status}</Description>
              <Description term="Subscription id"><MonoId value={facts.subscriptionId} /></Description>
              <Description term="Offer">{facts.offerName ?? "–"}</Description>
              <Description term="Plan">{facts.planName} <span className="font-mono text-xs text-muted-foreground">{facts.planId}</span></Description>
              <Description term="Seats">{facts.perSeat ? facts.quantity : "Flat rate"}</Description>
              <Description term="Term">{facts.termUnit || "–"}</Description>
              <Description term="Term dates">{facts.startDate ? `${day(facts.startDate)} to ${day(facts.endDate)}` : "Not begun"}</Description>
              <Description term="Renewal">{facts.autoRenew ? "Renews by itself" : "Ends with the term"}</Description>
              <Description term="Free trial">{facts.isFreeTrial ? "Yes" : "No"}</Description>
              <Description term="Customer may">{facts.allowedCustomerOperations.join(", ") || "–"}</Description>
              <Description term="Microsoft asked">{facts.checkedAt ? <LocalTime iso={facts.checkedAt.toISOString()} precision="second" /> : "Never"}</Description>
            </DescriptionList>
          </CardBody>
        </Card>
        <Card className="self-start">
          <CardHeader title="People" description={facts.resold ? "Bought through a reseller." : undefined} />
          <CardBody>
            <DescriptionList>
              <Description term="Beneficiary">{facts.beneficiaryEmail ?? "Not named"}</Description>
              <Description term="Beneficiary's tenant">{facts.tenantId ? <MonoId value={facts.tenantId} /> : "Not named"}</Description>
              <Description term="Beneficiary's object id">{facts.beneficiaryObjectId ? <MonoId value={facts.beneficiaryObjectId} /> : "Not named"}</Description>
              <Description term="Purchaser">{facts.purchaserEmail ?? "Not named"}</Description>
              <Description term="Purchaser's tenant">{facts.purchaserTenantId ? <MonoId value={facts.purchaserTenantId} /> : "Not named"}</Description>
              <Description term="Contact">{facts.contactEmail ?? "Not given yet"}</Description>
              <Description term="Activation">
                {activation ? (
                  <>
                    {ACTIVATION_WORDS[activation.state] ?? activation.state}
                    <span className="block text-muted-foreground">
                      confirmed by {activation.requestedName}, <LocalTime iso={activation.requestedAt.toISOString()} />
                    </span>
                  </>
                ) : (
                  "Nobody has confirmed it yet"
                )}
              </Description>
            </DescriptionList>
          </CardBody>
        </Card>
      </div>
    </>
  );
}
