import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PROBLEMS } from "@/lib/activations/schema";
import type { ActivationFacts } from "@/lib/subscriptions/facts";

const FOR_CUSTOMERS: readonly string[] = [PROBLEMS.publisherFailed, PROBLEMS.refusedByPublisher];

/** What the publisher wrote to the customer of why there is no subscription, as it was written; nothing where it wrote nothing. */
export function PublisherMessage({ activation, publisher }: { activation: ActivationFacts | null; publisher: string }): ReactNode {
  const t = useTranslations("order.progress");
  if (!activation?.problemDetail || !FOR_CUSTOMERS.includes(activation.problem ?? "")) return null;
  return (
    <div className="my-1">
      <p>{t("message", { publisher })}</p>
      <blockquote dir="auto" className="mt-1 border-s-2 ps-3 break-words whitespace-pre-line">
        {activation.problemDetail}
      </blockquote>
    </div>
  );
}
