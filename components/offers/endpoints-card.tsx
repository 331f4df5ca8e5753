import Link from "next/link";
import type { ReactNode } from "react";
import { anchorOf } from "@/components/api-docs/anchors";
import { GUIDES } from "@/components/api-docs/guide";
import { EndpointsExplained } from "@/components/offers/endpoints-explained";
import { EndpointsForm, type EndpointsState, type EndpointsToSet } from "@/components/offers/endpoints-form";
import { EndpointsSheet } from "@/components/offers/endpoints-sheet";
import { Card, CardBody, CardHeader } from "@/components/ui/card";

interface EndpointsCardProps extends EndpointsToSet {
  /** Where all messages and how they fared stand. */
  deliveries: string;
  /** The address that is called when an activation is done. */
  complete: string;
  /** Left out for members who may not. */
  save?: (before: EndpointsState, form: FormData) => Promise<EndpointsState>;
}

const link = "text-primary-text underline underline-offset-2";

/** What the publisher's own systems are told of the offer, and where. */
export function EndpointsCard({ deliveries, complete, save, ...shown }: EndpointsCardProps): ReactNode {
  return (
    <Card id="your-systems" className="min-w-0 scroll-mt-4 lg:col-span-2">
      <CardHeader
        title="Your systems"
        description={
          <>
            One can set up what a customer has bought before it becomes active, one can be told of every action as it happens. Each gets signed messages; <Link href={deliveries} className={link}>Deliveries</Link> shows what was sent and what came back, and{" "}
            <Link href={`/docs#${anchorOf("guide", GUIDES.messages)}`} className={link}>the API&apos;s description</Link> how they are verified.
          </>
        }
      />
      <CardBody className="flex flex-col gap-6">
        {save ? <EndpointsForm save={save} {...shown} /> : <EndpointsSheet {...shown} />}
        <EndpointsExplained complete={complete} />
      </CardBody>
    </Card>
  );
}
