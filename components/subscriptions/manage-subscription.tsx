import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PartyName } from "@/components/subscriptions/party-name";
import { Price, Term } from "@/components/subscriptions/price";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { MonoId } from "@/components/ui/mono-id";
import type { PartiesShown } from "@/lib/subscriptions/parties";
import type { CustomerSubscription } from "@/lib/subscriptions/queries";

interface ManageSubscriptionProps {
  subscription: CustomerSubscription;
  /** The people as this reader may know them: those in the facts are not for the page. */
  parties: PartiesShown;
  /** Whether the reader is a person without an organisation. */
  personal: boolean;
  /** Whether the page leads to the product elsewhere. */
  hasOwnButton?: boolean;
}

/** A subscription as its customer meets it: what it is, how it stands, whom it concerns. */
export function ManageSubscription({ subscription: { facts, visitor, manages }, parties, personal, hasOwnButton = false }: ManageSubscriptionProps): ReactNode {
  const t = useTranslations("subscriptions.manage");
  const order = useTranslations("order.confirm");
  const format = useFormatter();
  const day = (date: Date | null): string => (date ? format.dateTime(date, { dateStyle: "long", timeZone: "UTC" }) : "–");
  const active = facts.state === "subscribed" || facts.state === "suspended";
  return (
    <>
      {facts.state === "suspended" ? <Alert tone="error" title={t("suspended")}>{t("suspendedTodo")}</Alert> : null}
      {facts.state === "unknown" ? <Alert tone="info" title={t("unknown", { status: facts.status })} /> : null}
      {visitor === "reseller" ? <Alert tone="info" title={t("resellerView")} /> : null}
      {facts.state === "subscribed" && facts.productUrl && !hasOwnButton ? (
        <div>
          <Button asChild>
            <a href={facts.productUrl}>{t("open", { offer: facts.offerName ?? "" })}</a>
          </Button>
        </div>
      ) : null}
      <div className="grid gap-4 lg:grid-cols-2">
        <Card>
          <CardHeader title={t("facts")} description={facts.resold ? t("resold") : active ? t(manages ? "changesHere" : "changesAtMicrosoft") : undefined} />
          <CardBody>
            <DescriptionList>
              <Description term={order("offer")}>{order("offerBy", { offer: facts.offerName ?? "", publisher: facts.publisherName ?? "" })}</Description>
              <Description term={order("plan")}>{facts.planName}</Description>
              {facts.perSeat ? <Description term={order("seats")}>{format.number(facts.quantity)}</Description> : null}
              <Description term={order("price")}>
                <Price terms={facts.terms} termUnit={facts.termUnit} seats={facts.perSeat ? facts.quantity : null} />
              </Description>
              <Description term={t("term")}>
                <Term termUnit={facts.termUnit} />
              </Description>
              {active ? <Description term={t("started")}>{day(facts.startDate)}</Description> : null}
              {active ? <Description term={t("ends")}>{day(facts.endDate)}</Description> : null}
              {active ? <Description term={t("renewal")}>{t(facts.autoRenew ? "renewsOn" : "renewsOff")}</Description> : null}
            </DescriptionList>
          </CardBody>
        </Card>
        <Card className="self-start">
          <CardHeader title={t("people")} />
          <CardBody>
            <DescriptionList>
              {visitor === "reseller" ? null : <Description term={t("beneficiary")}><PartyName party={parties.beneficiary} personal={personal} /></Description>}
              <Description term={t("purchaser")}><PartyName party={parties.purchaser} personal={personal} resold={facts.resold} /></Description>
              {visitor === "reseller" ? null : <Description term={t("contact")}>{facts.contactEmail ?? "–"}</Description>}
              <Description term={t("id")}>
                <MonoId value={facts.subscriptionId} />
              </Description>
            </DescriptionList>
          </CardBody>
        </Card>
      </div>
    </>
  );
}
