import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PartyName } from "@/components/subscriptions/party-name";
import { Price, Term } from "@/components/subscriptions/price";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody, CardFooter } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";
import { PROBLEMS } from "@/lib/activations/schema";
import type { PartiesShown } from "@/lib/subscriptions/parties";
import type { CustomerSubscription } from "@/lib/subscriptions/queries";

interface OrderFormProps {
  order: CustomerSubscription;
  /** The people as this reader may know them: those in the facts are not for the page. */
  parties: PartiesShown;
  /** Whether the reader is a person without an organisation. */
  personal: boolean;
  /** Offered as contact; the visitor may change it. */
  email: string | null;
  badContact: boolean;
  /** Whether to say what became of an earlier attempt: not beside what became of this one. */
  tellPast: boolean;
  activate: (form: FormData) => Promise<void>;
  /** Beside the button: a way to another account. */
  otherAccount?: ReactNode;
}

/** The order as Microsoft describes it, a contact to confirm, and the one button that begins the billing. */
export function OrderForm({ order: { facts, visitor }, parties, personal, email, badContact, tellPast, activate, otherAccount }: OrderFormProps): ReactNode {
  const t = useTranslations("order.confirm");
  const format = useFormatter();
  const { activation } = facts;
  // What the customer's people have given is theirs; a reseller gives an address of their own.
  const contact = visitor === "reseller" ? email : (facts.contactEmail ?? email);
  return (
    <form action={activate}>
      <input type="hidden" name="subscriptionId" value={facts.subscriptionId} />
      <div className="flex flex-col gap-4">
        {visitor === "claimant" ? <Alert tone="info" title={t("claim")} /> : null}
        {visitor === "reseller" ? <Alert tone="info" title={t("reseller")} /> : null}
        {tellPast && activation?.state === "requested" ? <Alert tone="warning" title={t("notFinished")} /> : null}
        {tellPast && activation?.state === "refused" ? <Alert tone="warning" title={t(activation.problem === PROBLEMS.noEndpoint ? "notSetUpBefore" : "refusedBefore", { publisher: facts.publisherName ?? "" })} /> : null}
        <Card>
          <CardBody>
            <DescriptionList>
              <Description term={t("offer")}>{t("offerBy", { offer: facts.offerName ?? "", publisher: facts.publisherName ?? "" })}</Description>
              <Description term={t("plan")}>
                <span className="font-medium">{facts.planName}</span>
                {facts.planDescription ? <span className="block text-muted-foreground">{facts.planDescription}</span> : null}
              </Description>
              {facts.perSeat ? <Description term={t("seats")}>{format.number(facts.quantity)}</Description> : null}
              <Description term={t("price")}>
                <Price terms={facts.terms} termUnit={facts.termUnit} seats={facts.perSeat ? facts.quantity : null} />
              </Description>
              <Description term={t("term")}>
                <Term termUnit={facts.termUnit} />
              </Description>
              {facts.isFreeTrial ? <Description term={t("trial")}>{t("trialBody")}</Description> : null}
              <Description term={t("name")}>{facts.name}</Description>
              <Description term={t("boughtBy")}><PartyName party={parties.purchaser} personal={personal} resold={facts.resold} /></Description>
              {visitor === "reseller" ? null : <Description term={t("boughtFor")}><PartyName party={parties.beneficiary} personal={personal} /></Description>}
            </DescriptionList>
          </CardBody>
          <CardBody className="border-t">
            <Field label={t("contact")} hint={t("contactHint", { publisher: facts.publisherName ?? "" })} error={badContact ? t("contactProblem") : undefined} required>
              {(control) => <Input type="email" name="contactEmail" autoComplete="email" maxLength={320} defaultValue={contact ?? ""} {...control} />}
            </Field>
          </CardBody>
          <CardFooter>
            <SubmitButton variant="brand" size="lg" pendingText={t("pending")} className="w-full sm:w-auto">
              {t("button")}
            </SubmitButton>
            {otherAccount}
          </CardFooter>
        </Card>
      </div>
    </form>
  );
}
