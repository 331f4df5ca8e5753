import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { WouldLoseList } from "@/components/changes/would-lose";
import { Alert } from "@/components/ui/alert";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";

interface RefusalProps {
  verdict: NonNullable<ChangeOptions["verdict"]>;
  facts: SubscriptionFacts;
  seats: number;
  usersHref: string;
  /** The plans' names, before and afterwards. */
  plans: { readonly from: string; readonly to: string };
}

/** Why the change that somebody looks at cannot be made; nothing where it can. */
export function Refusal({ verdict, facts, seats, usersHref, plans }: RefusalProps): ReactNode {
  const t = useTranslations("changes.refusals");
  switch (verdict.kind) {
    case "possible":
      return null;
    case "below-assigned":
      return <WouldLoseList lose={verdict} seats={seats} usersHref={usersHref} />;
    case "out-of-range":
      return <Alert tone="error" role="alert" title={t("outOfRange")}>{verdict.max === null ? t("from", { min: verdict.min }) : t("range", { min: verdict.min, max: verdict.max })}</Alert>;
    case "refused":
      return <Alert tone="error" role="alert" title={t("publisher", { publisher: facts.publisherName ?? "" })}>{t(`rules.${verdict.broken.rule}`, { ...plans, seats: "seats" in verdict.broken ? verdict.broken.seats : 0 })}</Alert>;
    case "not-allowed":
      return <Alert tone="error" role="alert" title={t("notAllowed")}>{t(verdict.whoCan)}</Alert>;
    default:
      return <Alert tone={verdict.kind === "same" ? "info" : "error"} role="alert" title={t(`${verdict.kind}.title`)}>{t(`${verdict.kind}.todo`)}</Alert>;
  }
}
