import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { RequestShown } from "@/lib/subscriptions/own-changes/queries";

interface TakesLongProps {
  request: Pick<RequestShown, "requestedAt" | "correlationId">;
  facts: Pick<SubscriptionFacts, "publisherName" | "supportEmail">;
  now: Date;
}

/** Microsoft needs minutes: after this time somebody may want to ask. */
const LONG_MS = 3600_000;

/** That a change takes unusually long, and whom to ask; nothing before. */
export function TakesLong({ request, facts, now }: TakesLongProps): ReactNode {
  const t = useTranslations("changes.progress");
  if (now.getTime() - request.requestedAt.getTime() <= LONG_MS) return null;
  return (
    <Alert tone="warning" title={t("long")} className="mb-4">
      <p>{t("longTodo", { publisher: facts.publisherName ?? "", email: facts.supportEmail ?? "none" })}</p>
      <p className="mt-1 text-xs text-muted-foreground">
        {t("requestId")} <code className="break-all">{request.correlationId}</code>
      </p>
    </Alert>
  );
}
