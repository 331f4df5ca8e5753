import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import type { ActivationFacts } from "@/lib/subscriptions/facts";

const ACTIVATION_WORDS: Readonly<Record<string, string>> = {
  "handed-over": "Your system is setting it up",
  "reported-failed": "Your system could not set it up",
  refusing: "Refused here, not ended by Microsoft yet",
  requested: "Asked for, not answered by Microsoft yet",
  accepted: "Taken by Microsoft, not active yet",
  subscribed: "Done",
  refused: "Refused by Microsoft",
  failed: "Failed at Microsoft",
};

/** How far the one activation of a subscription is. */
export function ActivationCard({ activation, children }: { activation: ActivationFacts | null; children?: ReactNode }): ReactNode {
  return (
    <Card id="activation">
      <CardHeader title="Activation" />
      <CardBody className="flex flex-col gap-4">
        {activation === null ? (
          <p className="text-sm text-muted-foreground">Nobody has confirmed the order on the landing page yet.</p>
        ) : (
          <DescriptionList>
            <Description term="State">{ACTIVATION_WORDS[activation.state] ?? activation.state}</Description>
            <Description term="Confirmed by">
              <bdi>{activation.requestedName}</bdi>, <LocalTime iso={activation.requestedAt.toISOString()} precision="second" />
            </Description>
            {activation.acceptedAt ? <Description term="Taken by Microsoft"><LocalTime iso={activation.acceptedAt.toISOString()} precision="second" /></Description> : null}
            {activation.finishedAt ? <Description term="Over"><LocalTime iso={activation.finishedAt.toISOString()} precision="second" /></Description> : null}
            <Description term="Calls to Microsoft">{activation.attempts}</Description>
          </DescriptionList>
        )}
        {children}
      </CardBody>
    </Card>
  );
}
