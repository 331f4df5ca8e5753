import Link from "next/link";
import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Steps } from "@/components/ui/steps";

interface NextStepsProps {
  /** Path of the publisher's pages. */
  base: string;
  hasOffers: boolean;
  hasArrivals: boolean;
}

const code = "font-mono text-[0.8125rem]";
const link = "text-primary-text underline underline-offset-4";

/** What a publisher does who has sold nothing yet. */
export function NextSteps({ base, hasOffers, hasArrivals }: NextStepsProps): ReactNode {
  const offers = (
    <Link href={`${base}/offers`} className={link}>
      Offers
    </Link>
  );
  return (
    <Card>
      <CardHeader title="Three steps to the first subscription" description="What customers buy appears here as soon as the first one has opened your landing page." />
      <CardBody>
        <Steps
          steps={[
            {
              title: "Register your offer",
              description: (
                <>
                  Write it down as <code className={code}>docs/offer.example.yaml</code> shows; whoever operates this portal then runs <code className={code}>npm run portal -- offers apply offer.yaml</code>.
                </>
              ),
              state: hasOffers ? "done" : "current",
            },
            {
              title: "Enter the landing page in Partner Center",
              description: <>Both addresses of each offer stand under {offers}. They belong into the offer&apos;s technical configuration.</>,
              state: hasArrivals ? "done" : hasOffers ? "current" : "upcoming",
            },
            {
              title: "Buy a plan of the offer in preview",
              description: "Publish the offer to its preview audience, buy a plan as one of them, and follow “Configure account” to your landing page.",
              state: hasArrivals ? "current" : "upcoming",
            },
          ]}
        />
      </CardBody>
    </Card>
  );
}
