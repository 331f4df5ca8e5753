import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Problem } from "@/components/page/problem";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

/** Cancelled: by somebody, or because Microsoft could not complete the activation. */
export function OrderEnded({ facts, contact, as }: { facts: SubscriptionFacts; contact: string; as?: "h1" | "h2" }): ReactNode {
  const t = useTranslations("order.ended");
  const failed = facts.activation?.state === "failed";
  return (
    <Problem kind="warning" as={as} title={t(failed ? "failedTitle" : "title")} advice={t("todo", { offer: facts.offerName ?? "", contact })}>
      {t(failed ? "failedBody" : "body")}
    </Problem>
  );
}
