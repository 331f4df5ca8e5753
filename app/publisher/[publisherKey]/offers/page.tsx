import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { landingAddress } from "@/app/publisher/[publisherKey]/offers/addresses";
import { DownloadDocument } from "@/components/offers/download-document";
import { OfferTable } from "@/components/offers/offer-table";
import { PageHeader } from "@/components/page/page-header";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { listOffers } from "@/lib/offers/queries";
import { webhookAddress } from "@/lib/offers/webhook-address";

export const metadata: Metadata = { title: "Offers" };

export default async function OffersPage({ params }: { params: Promise<{ publisherKey: string }> }) {
  const { publisherKey } = await params;
  const { scope } = await orNotFound(requireMember(publisherKey, "offers.read"));
  const path = `/publisher/${publisherKey}/offers`;
  const offers = await listOffers(scope);
  return (
    <>
      <PageHeader
        title="Offers"
        description="What you sell, and the two addresses of each offer that have to stand in Partner Center."
        actions={offers.length > 0 ? <DownloadDocument href={`${path}/export`} isAllowed={may(scope.role, "offers.manage")} /> : null}
      />
      <OfferTable
        caption="Offers"
        rows={offers.map(({ key, offerId, name, planNames }) => ({
          id: key,
          href: `${path}/${key}`,
          key,
          offerId,
          name,
          plans: planNames.join(" · ") || "–",
          landing: landingAddress(key),
          webhook: webhookAddress(key),
        }))}
        empty={
          <EmptyState icon={<Glyph name="info" />} title="No offers yet">
            Whoever runs this portal registers them from a file: <code className="font-mono text-[0.8125rem]">npm run portal -- offers apply offer.yaml</code>. The file
            docs/offer.example.yaml shows how it is written.
          </EmptyState>
        }
      />
    </>
  );
}
