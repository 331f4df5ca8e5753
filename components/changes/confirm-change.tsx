import { useFormatter, useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { PlanPrice } from "@/components/changes/plan-price";
import { Refusal } from "@/components/changes/refusal";
import { Term } from "@/components/subscriptions/price";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { PricedPlan } from "@/lib/subscriptions/own-changes/change-basis";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";
import type { Change } from "@/lib/subscriptions/own-changes/schema";

interface ConfirmChangeProps {
  change: Exclude<Change, { kind: "cancel" }>;
  facts: SubscriptionFacts;
  options: ChangeOptions;
  confirm: (form: FormData) => Promise<void>;
  backHref: string;
  usersHref: string;
}

/** What is, what will be, and what that means; then the one button that asks Microsoft for it. */
export function ConfirmChange({ change, facts, options, confirm, backHref, usersHref }: ConfirmChangeProps): ReactNode {
  const t = useTranslations("changes.confirm");
  const { present, verdict } = options;
  const after = change.kind === "plan" ? (options.choices.find(({ planId }) => planId.toLowerCase() === change.planId.toLowerCase()) ?? null) : present;
  const seats = change.kind === "quantity" ? change.quantity : facts.quantity;
  const isPossible = verdict?.kind === "possible" && after !== null;
  return (
    <>
      {verdict ? <Refusal verdict={verdict} facts={facts} seats={seats} usersHref={usersHref} plans={{ from: present.displayName, to: (after ?? present).displayName }} /> : null}
      <Card>
        <CardHeader title={change.kind === "plan" ? t("planTitle") : t("seatsTitle")} />
        {after ? (
          <CardBody className="grid gap-4 sm:grid-cols-2">
            <Side title={t("now")} plan={present} seats={facts.quantity} termUnit={facts.termUnit} />
            <Side title={t("after")} plan={after} seats={seats} termUnit={facts.termUnit} isAfter />
          </CardBody>
        ) : null}
        {isPossible ? (
          <CardBody className="border-t">
            <h3 className="text-sm font-medium">{t("meaning")}</h3>
            <Meaning change={change} facts={facts} present={present} after={after} />
          </CardBody>
        ) : null}
        <CardFooter>
          {isPossible ? (
            <form action={confirm} className="w-full sm:w-auto">
              <input type="hidden" name="seenPlan" value={facts.planId} />
              <input type="hidden" name="seenSeats" value={facts.quantity} />
              <SubmitButton pendingText={t("pending")} className="w-full sm:w-auto">{change.kind === "plan" ? t("planButton", { plan: after.displayName }) : t("seatsButton", { seats })}</SubmitButton>
            </form>
          ) : null}
          <Button asChild variant="ghost" className="w-full sm:w-auto">
            <Link href={backHref} scroll={false}>{t("back")}</Link>
          </Button>
        </CardFooter>
      </Card>
    </>
  );
}

function Side({ title, plan, seats, termUnit, isAfter = false }: { title: string; plan: PricedPlan; seats: number; termUnit: string; isAfter?: boolean }): ReactNode {
  const order = useTranslations("order.confirm");
  const manage = useTranslations("subscriptions.manage");
  const format = useFormatter();
  const unit = plan.terms.some((term) => term.termUnit === termUnit) ? termUnit : plan.terms.length === 1 ? (plan.terms[0]?.termUnit ?? "") : "";
  return (
    <section className={isAfter ? "rounded-md border border-primary/40 bg-primary-soft/40 p-3.5" : "rounded-md border p-3.5"}>
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      <DescriptionList>
        <Description term={order("plan")}>{plan.displayName}</Description>
        {plan.isPricePerSeat ? <Description term={order("seats")}>{format.number(seats)}</Description> : null}
        <Description term={order("price")}>
          <PlanPrice terms={plan.terms} termUnit={termUnit} seats={plan.isPricePerSeat ? seats : null} />
        </Description>
        {unit ? (
          <Description term={manage("term")}>
            <Term termUnit={unit} />
          </Description>
        ) : null}
      </DescriptionList>
    </section>
  );
}

/** In plain words what becomes of price, term and people; nothing of what nobody knows. */
function Meaning({ change, facts, present, after }: { change: ConfirmChangeProps["change"]; facts: SubscriptionFacts; present: PricedPlan; after: PricedPlan }): ReactNode {
  const t = useTranslations("changes.meaning");
  const term = termAfter(facts.termUnit, after);
  const free = change.kind === "quantity" ? change.quantity - facts.acquiredLicenses : 0;
  const lines =
    change.kind === "plan"
      ? [
          t("planWhen"),
          facts.isFreeTrial ? t("trial") : t("planPrice"),
          ...(term === null ? [] : [t(term)]),
          ...(after.isPricePerSeat ? [t(present.isPricePerSeat ? "planSeats" : "planBuysSeats", { seats: facts.quantity })] : []),
        ]
      : change.quantity > facts.quantity
        ? [t("seatsWhen"), free > 0 ? t("moreSeats", { free }) : free === 0 ? t("noneFree", { seats: change.quantity }) : t("stillTooFew", { over: -free }), t("seatsTerm")]
        : [t("seatsWhen"), t("fewerSeats", { fewer: facts.quantity - change.quantity }), ...(free < 0 ? [t("overAssigned")] : []), t("seatsTerm")];
  return (
    <ul className="mt-1.5 list-disc space-y-1 pl-5 text-sm">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** null: one of the two terms is not known. */
function termAfter(termUnit: string, { terms }: PricedPlan): "sameTerm" | "newTerm" | null {
  if (termUnit === "" || terms.length === 0) return null;
  return terms.some((term) => term.termUnit === termUnit) ? "sameTerm" : "newTerm";
}
