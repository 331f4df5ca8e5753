import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import { SubmitButton } from "@/components/ui/submit-button";
import type { RequestLine } from "@/lib/licenses/queries";

interface RequestListProps {
  requests: readonly RequestLine[];
  decide: (requestId: number, grant: boolean) => () => Promise<void>;
}

/** What colleagues ask the managers for; nothing where nobody asks. */
export function RequestList({ requests, decide }: RequestListProps): ReactNode {
  const t = useTranslations("licenses.requests");
  const locale = useLocale();
  if (requests.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("title")} />
      <CardBody>
        <ul className="divide-y text-sm">
          {requests.map(({ id, kind, name, email, note, createdAt }) => {
            const who = `\u2068${name}\u2069`;
            return (
              <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
                <div className="min-w-0">
                  <p className="font-medium break-words">{t(kind === "manager" ? "manager" : "seat", { who })}</p>
                  <p className="text-xs break-words text-muted-foreground">
                    {email === null ? null : <bdi dir="ltr">{email} · </bdi>}
                    <LocalTime iso={createdAt.toISOString()} locale={locale} />
                  </p>
                  {note === null ? null : <p className="mt-1 break-words whitespace-pre-line">{note}</p>}
                </div>
                <div className="flex gap-2">
                  <form action={decide(id, true)}>
                    <SubmitButton size="sm" aria-label={t("grantFor", { who: name })}>{t(kind === "manager" ? "grantManager" : "grantSeat")}</SubmitButton>
                  </form>
                  <form action={decide(id, false)}>
                    <SubmitButton size="sm" variant="outline" aria-label={t("declineFor", { who: name })}>{t("decline")}</SubmitButton>
                  </form>
                </div>
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}
