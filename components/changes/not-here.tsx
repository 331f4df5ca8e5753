import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { ChangeOptions } from "@/lib/subscriptions/own-changes/queries";
import type { SubscriptionState } from "@/lib/subscriptions/schema";

interface NotHereProps {
  options: ChangeOptions;
  state: SubscriptionState;
  facts: SubscriptionFacts;
}

/** What cannot be changed here, why, and who can. */
export function NotHere({ options: { mayUpdate, mayCancel, whoCan }, state, facts }: NotHereProps): ReactNode {
  const t = useTranslations("changes.notHere");
  if (state === "unsubscribed") return <Alert tone="info" title={t("ended")}>{t(facts.resold ? "endedReseller" : "endedTodo", { offer: facts.offerName ?? "" })}</Alert>;
  if (state === "suspended") return <Alert tone="warning" title={t("suspended")}>{t(facts.resold ? "suspendedReseller" : "suspendedTodo")}</Alert>;
  if (state !== "subscribed") return <Alert tone="info" title={t("notActive")}>{t("notActiveTodo")}</Alert>;
  if (mayUpdate && mayCancel) return null;
  const what = mayUpdate ? "cancel" : mayCancel ? "update" : "both";
  return <Alert tone="info" title={t("title", { what })}>{t(whoCan)}</Alert>;
}
