import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { landingAddress, webhookAddress } from "@/app/publisher/[publisherKey]/offers/addresses";
import { rotateSecret } from "@/app/publisher/[publisherKey]/offers/[offerKey]/actions";
import { DownloadDocument } from "@/components/offers/download-document";
import { OfferSheet } from "@/components/offers/offer-sheet";
import { SigningSecretCard } from "@/components/offers/signing-secret-card";
import { PageHeader } from "@/components/page/page-header";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { getOfferSettings } from "@/lib/offers/queries";
import { getSigningSecretFacts } from "@/lib/offers/signing-secrets";

interface OfferPageProps {
  params: Promise<{ publisherKey: string; offerKey: string }>;
}

export const metadata: Metadata = { title: "Offer" };

export default async function OfferPage({ params }: OfferPageProps) {
  const { publisherKey, offerKey } = await params;
  const list = `/publisher/${publisherKey}/offers`;
  const ctx = await orNotFound(requireMember(publisherKey, "offers.read"));
  const settings = await orNotFound(getOfferSettings(ctx.scope, offerKey));
  const secret = await orNotFound(getSigningSecretFacts(ctx, offerKey));
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: list, label: "Offers" }]}
        title={settings.name}
        description={
          <>
            To change settings, change the document and have it applied: <code className="font-mono text-[0.8125rem] sm:whitespace-nowrap">npm run portal -- offers apply offer.yaml</code>
          </>
        }
        actions={<DownloadDocument href={`${list}/export`} />}
      />
      <OfferSheet settings={settings} landing={landingAddress(settings.key)} webhook={webhookAddress(settings.key)}>
        <SigningSecretCard
          since={secret.since}
          previousUntil={secret.previousUntil}
          {...(may(ctx.scope.role, "offers.manage") ? { rotate: rotateSecret.bind(null, publisherKey, settings.key) } : {})}
        />
      </OfferSheet>
    </>
  );
}
