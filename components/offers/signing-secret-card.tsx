import type { ReactNode } from "react";
import { RotateSigningSecret, type RotateOutcome } from "@/components/offers/rotate-signing-secret";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";

interface SigningSecretCardProps {
  /** null: there is none yet. */
  since: Date | null;
  /** Until when the secret before this one signs too; null where none does. */
  previousUntil: Date | null;
  /** Left out for members who may not. */
  rotate?: () => Promise<RotateOutcome>;
}

/** The secret that signs what the portal sends to the publisher's endpoints: all about it but itself. */
export function SigningSecretCard({ since, previousUntil, rotate }: SigningSecretCardProps): ReactNode {
  return (
    <Card className="lg:col-span-2">
      <CardHeader title="Signing secret" description="Every message that this portal sends to your endpoints for this offer is signed with it (Standard Webhooks), so that you can tell it from a forged one." />
      <CardBody className="flex flex-col gap-4">
        <DescriptionList>
          <Description term="In use since">{since ? <LocalTime iso={since.toISOString()} /> : "Not made yet"}</Description>
          <Description term="The one before it">{previousUntil ? <>Signs too until <LocalTime iso={previousUntil.toISOString()} /></> : "Signs no more"}</Description>
        </DescriptionList>
        {rotate ? <RotateSigningSecret rotate={rotate} isFirst={since === null} /> : <p className="text-sm text-muted-foreground">An admin or an owner can make a new one.</p>}
      </CardBody>
    </Card>
  );
}
