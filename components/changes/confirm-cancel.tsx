import { useFormatter, useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Refusal } from "@/components/changes/refusal";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";

interface ConfirmCancelProps {
  facts: SubscriptionFacts;
  options: ChangeOptions;
  now: Date;
  isUnconfirmed: boolean;
  confirm: (form: FormData) => Promise<void>;
  backHref: string;
}

/** Within this time of the purchase Microsoft bills nothing (docs/marketplace/own-changes.md). */
const FREE_HOURS = 72;

/** All that a cancellation means, before it is confirmed. */
export function ConfirmCancel({ facts, options, now, isUnconfirmed, confirm, backHref }: ConfirmCancelProps): ReactNode {
  const t = useTranslations("changes.cancel");
  const isPossible = options.verdict?.kind === "possible";
  return (
    <>
      {options.verdict ? <Refusal verdict={options.verdict} facts={facts} seats={facts.quantity} usersHref={backHref} plans={{ from: options.present.displayName, to: options.present.displayName }} /> : null}
      <Card>
        <form action={confirm} className="flex flex-col">
          <CardHeader title={t("confirmTitle", { name: facts.name })} />
          <CardBody className="text-sm">
            <h3 className="font-medium">{t("meaning")}</h3>
            <Consequences facts={facts} isMetered={options.present.isMetered} now={now} />
            {isPossible ? (
              <div className="mt-4 flex flex-col gap-3">
                {isUnconfirmed ? <Alert tone="error" role="alert" title={t("unconfirmed")} /> : null}
                <Checkbox name="understood" required label={t("understood", { name: facts.name })} />
              </div>
            ) : null}
          </CardBody>
          <CardFooter>
            <input type="hidden" name="seenPlan" value={facts.planId} />
            <input type="hidden" name="seenSeats" value={facts.quantity} />
            {isPossible ? <SubmitButton variant="destructive" pendingText={t("pending")} className="w-full sm:w-auto">{t("button")}</SubmitButton> : null}
            <Button asChild variant="ghost" className="w-full sm:w-auto">
              <Link href={backHref} scroll={false}>{t("keep")}</Link>
            </Button>
          </CardFooter>
        </form>
      </Card>
    </>
  );
}

/** Of what nobody knows, whether it was bought long ago or is metered, both cases are told. */
function Consequences({ facts, isMetered, now }: { facts: SubscriptionFacts; isMetered: boolean | null; now: Date }): ReactNode {
  const t = useTranslations("changes.cancel");
  const format = useFormatter();
  const freeUntil = facts.marketplaceCreatedAt && new Date(facts.marketplaceCreatedAt.getTime() + FREE_HOURS * 3600_000);
  const isFree = freeUntil !== null && freeUntil > now;
  const years = /^P(\d+)Y$/.exec(facts.termUnit)?.[1];
  const ends = facts.endDate ? format.dateTime(facts.endDate, { dateStyle: "long", timeZone: "UTC" }) : "none";
  const price = (): string[] => {
    if (facts.isFreeTrial) return [t("trial")];
    if (isFree) return [t("billedFree", { until: format.dateTime(freeUntil, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }) })];
    return [t(freeUntil === null ? "billedUnknown" : "billed", { ends }), ...(years !== undefined && Number(years) > 1 ? [t("instalments")] : [])];
  };
  const usage = isMetered === false ? [] : [t(isMetered ? "metered" : "perhapsMetered")];
  const lines = [t("access", { people: facts.acquiredLicenses }), ...price(), ...usage, t("data", { publisher: facts.publisherName ?? "" }), t("final")];
  return (
    <ul className="mt-1.5 list-disc space-y-1 pl-5">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
