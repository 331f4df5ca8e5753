import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TablePaging } from "@/components/data-table/table-paging";
import { historySentence } from "@/components/subscriptions/history-words";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { HistoryLine } from "@/lib/subscriptions/history";

interface CustomerHistoryProps {
  lines: readonly HistoryLine[];
  publisher: string;
  /** Whether the reader is a person without an organisation. */
  personal: boolean;
  previousHref?: string;
  nextHref?: string;
  /** Instead of what is said where there are no lines. */
  empty?: ReactNode;
  /** Where a search that has paused goes on, and after how many entries it has. */
  paused?: { count: number; href: string };
}

/** What happened to a subscription, in words for its customer, newest first. */
export function CustomerHistory({ lines, publisher, personal, previousHref, nextHref, empty, paused }: CustomerHistoryProps): ReactNode {
  const t = useTranslations("history");
  const locale = useLocale();
  const reader = { t, locale, publisher, personal };
  return (
    <Card id="history">
      <CardHeader title={t("title")} />
      <CardBody>
        {lines.length === 0 && !paused ? (
          (empty ?? <p className="text-sm text-muted-foreground">{t("empty")}</p>)
        ) : (
          <ol className="divide-y text-sm empty:hidden">
            {lines.map((line) => (
              <li key={line.number} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
                <span className="min-w-0 break-words">{historySentence(reader, line)}</span>
                <span className="text-xs text-muted-foreground">
                  <LocalTime iso={line.date.toISOString()} locale={locale} />
                </span>
              </li>
            ))}
          </ol>
        )}
        {paused ? (
          <p className="flex flex-wrap items-center gap-3 pt-3 text-sm first:pt-0">
            <span>{t("paused", { count: paused.count })}</span>
            <Button asChild variant="outline" size="sm">
              <Link href={paused.href} prefetch={false}>
                {t("further")}
              </Link>
            </Button>
          </p>
        ) : null}
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={{ paging: t("paging"), previous: t("newer"), next: t("older") }} />
    </Card>
  );
}
