import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PublisherMessage } from "@/components/order/publisher-message";
import { Problem } from "@/components/page/problem";
import { PROBLEMS } from "@/lib/activations/schema";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

/** Cancelled: by somebody, because the publisher refused the order, or because Microsoft could not complete the activation. */
export function OrderEnded({ facts, contact, as }: { facts: SubscriptionFacts; contact: string; as?: "h1" | "h2" }): ReactNode {
  const t = useTranslations("order.ended");
  const { activation } = facts;
  const publisher = facts.publisherName ?? "";
  const advice = t("todo", { offer: facts.offerName ?? "", contact });
  if (activation?.state === "failed" && activation.problem === PROBLEMS.refusedByPublisher) {
    return (
      <Problem kind="warning" as={as} title={t("refusedTitle", { publisher })} advice={advice}>
        {t("refusedBody")}
        <PublisherMessage activation={activation} publisher={publisher} />
      </Problem>
    );
  }
  // What was never asked of Microsoft did not fail there.
  const failed = activation?.state === "failed" && activation.attempts > 0;
  return (
    <Problem kind="warning" as={as} title={t(failed ? "failedTitle" : "title")} advice={advice}>
      {t(failed ? "failedBody" : "body")}
    </Problem>
  );
}
