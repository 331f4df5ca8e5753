import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useChangeWords } from "@/components/changes/change-words";
import { Alert } from "@/components/ui/alert";
import type { RequestShown } from "@/lib/subscriptions/own-changes/queries";

/** What came of the last change, while it is news. */
export function ChangeResult({ request }: { request: RequestShown }): ReactNode {
  const t = useTranslations("changes.result");
  const [done, asked] = [useChangeWords("done"), useChangeWords("asked")];
  if (request.state === "succeeded") return <Alert tone="success" role="status" title={done(request)}>{t("succeeded")}</Alert>;
  const { problem, problemDetail } = request;
  return (
    <Alert tone="error" role="status" title={t("notMade", { what: asked(request) })}>
      <p>{t(problem ?? "failed")}</p>
      {problemDetail ? <p className="mt-1">{t("said", { words: problemDetail })}</p> : null}
      <p className="mt-1 text-xs text-muted-foreground">
        {t("requestId")} <code className="break-all">{request.correlationId}</code>
      </p>
    </Alert>
  );
}
