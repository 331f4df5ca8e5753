import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { completeAddress, landingAddress } from "@/app/publisher/[publisherKey]/offers/addresses";
import { makeKey, removeKey, rotateSecret, saveChangeRules, saveEndpoints, saveLicenseRules } from "@/app/publisher/[publisherKey]/offers/[offerKey]/actions";
import { ChangeRulesCard } from "@/components/offers/change-rules-card";
import { DownloadDocument } from "@/components/offers/download-document";
import { EndpointsCard } from "@/components/offers/endpoints-card";
import { LicenseRulesCard } from "@/components/offers/license-rules-card";
import { OfferSheet } from "@/components/offers/offer-sheet";
import { SigningSecretCard } from "@/components/offers/signing-secret-card";
import { WebhookCard } from "@/components/offers/webhook-card";
import { PageHeader } from "@/components/page/page-header";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { rulesFingerprint } from "@/lib/offers/change-rules";
import { endpointRulesFingerprint } from "@/lib/offers/endpoint-rules";
import { licenseRulesFingerprint } from "@/lib/offers/license-rules";
import { getOfferSettings } from "@/lib/offers/queries";
import { getSigningSecretFacts } from "@/lib/offers/signing-secrets";
import { webhookAddress } from "@/lib/offers/webhook-address";

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
  const mayManage = may(ctx.scope.role, "offers.manage");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: list, label: "Offers" }]}
        title={settings.name}
        description={
          <>
            To change what has no button here, change the document and have it applied: <code className="font-mono text-[0.8125rem] sm:whitespace-nowrap">npm run portal -- offers apply offer.yaml</code>
          </>
        }
        actions={<DownloadDocument href={`${list}/export`} isAllowed={mayManage} />}
      />
      <OfferSheet
        settings={settings}
        landing={landingAddress(settings.key)}
        webhook={
          <WebhookCard
            address={webhookAddress(settings.key)}
            keySince={settings.webhookKeySince}
            {...(mayManage ? { change: { make: makeKey.bind(null, publisherKey, settings.key), remove: removeKey.bind(null, publisherKey, settings.key) } } : {})}
          />
        }
      >
        <ChangeRulesCard
          rules={settings.rules}
          fingerprint={rulesFingerprint(settings.rules)}
          planNames={settings.plans}
          hasSigningSecret={secret.since !== null}
          {...(mayManage ? { save: saveChangeRules.bind(null, publisherKey, settings.key) } : {})}
        />
        <LicenseRulesCard
          rules={settings.licenseRules}
          fingerprint={licenseRulesFingerprint(settings.licenseRules)}
          planNames={settings.plans}
          {...(mayManage ? { save: saveLicenseRules.bind(null, publisherKey, settings.key) } : {})}
        />
        <EndpointsCard
          rules={settings.endpointRules}
          waiting={settings.waiting}
          fingerprint={endpointRulesFingerprint(settings.endpointRules)}
          hasSigningSecret={secret.since !== null}
          deliveries={`/publisher/${publisherKey}/deliveries`}
          complete={completeAddress()}
          {...(mayManage ? { save: saveEndpoints.bind(null, publisherKey, settings.key) } : {})}
        />
        <SigningSecretCard since={secret.since} previousUntil={secret.previousUntil} {...(mayManage ? { rotate: rotateSecret.bind(null, publisherKey, settings.key) } : {})} />
      </OfferSheet>
    </>
  );
}
