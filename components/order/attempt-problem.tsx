import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";

interface AttemptProblemProps {
  /** As the address has it. */
  problem: string;
  /** Of the attempt that the problem is about. */
  requestId: string | null;
  contact: string;
}

/** What came of pressing the button, where it was not what the visitor wanted. */
export function AttemptProblem({ problem, requestId, contact }: AttemptProblemProps): ReactNode {
  const t = useTranslations("order.problems");
  const request = requestId === null ? null : (
    <p className="mt-1 text-xs text-muted-foreground">
      {t("requestId")} <code className="break-all">{requestId}</code>
    </p>
  );
  switch (problem) {
    case "unavailable":
      return <Alert tone="warning" role="alert" title={t("attemptTitle")}>{t("attempt")}{request}</Alert>;
    case "refused":
      return <Alert tone="error" role="alert" title={t("refusedTitle")}>{t("refused")} {t("refusedTodo", { contact })}{request}</Alert>;
    case "not-set-up":
      return <Alert tone="warning" role="alert" title={t("notSetUpTitle")}>{t("notSetUp")} {t("notSetUpTodo", { contact })}{request}</Alert>;
    case "not-allowed":
      return <Alert tone="error" role="alert" title={t("not-allowedTitle")}>{t("not-allowed")}</Alert>;
    default:
      return null;
  }
}
