import type { ReactNode } from "react";
import { Address } from "@/components/offers/address";
import { WebhookKey, type WebhookKeyOutcome } from "@/components/offers/webhook-key";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";

interface WebhookCardProps {
  /** Without a key. */
  address: string;
  /** Since when calls have to carry the present key; null: they need none. */
  keySince: Date | null;
  /** Left out for members who may not. */
  change?: { make: () => Promise<WebhookKeyOutcome>; remove: () => Promise<WebhookKeyOutcome> };
}

/** Where Microsoft calls about an offer's subscriptions, and whether with a key. */
export function WebhookCard({ address, keySince, change }: WebhookCardProps): ReactNode {
  return (
    <Card>
      <CardHeader title="Connection webhook" description="Type this in Partner Center too, on the same page. Microsoft calls it about every change of a subscription." />
      <CardBody className="flex flex-col gap-4">
        <DescriptionList>
          <Description term="Address">
            <Address value={address} />
            {keySince ? <span className="text-muted-foreground">Behind it: ?key= and the key, as shown when it was made.</span> : null}
          </Description>
          <Description term="Key in the address">
            {keySince ? (
              <>
                Required since <LocalTime iso={keySince.toISOString()} />, besides Microsoft&apos;s token.
              </>
            ) : (
              "Not required: every call carries a token of Microsoft's, which is checked."
            )}
          </Description>
        </DescriptionList>
        {change ? <WebhookKey isRequired={keySince !== null} {...change} /> : <p className="text-sm text-muted-foreground">An admin or an owner can have calls carry a key.</p>}
      </CardBody>
    </Card>
  );
}
