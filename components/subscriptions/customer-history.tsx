import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TablePaging } from "@/components/data-table/table-paging";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatTime } from "@/components/ui/format-time";
import { LocalTime } from "@/components/ui/local-time";
import type { HistoryLine } from "@/lib/subscriptions/history";

interface CustomerHistoryProps {
  lines: readonly HistoryLine[];
  publisher: string;
  /** Whether the reader is a person without an organisation. */
  personal: boolean;
  previousHref?: string;
  nextHref?: string;
}

/** What happened to a subscription, in words for its customer, newest first. */
export function CustomerHistory({ lines, publisher, personal, previousHref, nextHref }: CustomerHistoryProps): ReactNode {
  const t = useTranslations("subscriptions.history");
  const manage = useTranslations("subscriptions.manage");
  const locale = useLocale();

  const nameOf = ({ actor }: HistoryLine): string => {
    switch (actor.kind) {
      case "person":
        return isolated(actor.name);
      case "outsider":
        return manage("outsider", { personal: String(personal) });
      case "publisher":
        return isolated(publisher);
      case "microsoft":
      case "visitor":
        return t(actor.kind);
    }
  };
  const sentence = (line: HistoryLine): string => {
    const known = { who: nameOf(line), by: line.actor.kind };
    const { type, change } = line;
    switch (type) {
      case "Resolve":
      case "Activate":
        return t(type, known);
      case "ChangePlan":
        if (change?.kind !== "plan") return t(type, known);
        if (change.seats !== null) return t("ChangePlanWithSeats", { ...known, to: isolated(change.to), seats: change.seats });
        return change.from === null ? t("ChangePlanTo", { ...known, to: isolated(change.to) }) : t("ChangePlanFromTo", { ...known, from: isolated(change.from), to: isolated(change.to) });
      case "ChangeQuantity":
        if (change?.kind !== "seats") return t(type, known);
        return change.from === null ? t("ChangeQuantityTo", { ...known, to: change.to }) : t("ChangeQuantityFromTo", { ...known, from: change.from, to: change.to });
      case "Renew":
        return change?.kind === "term" ? t("RenewUntil", { ...known, day: formatTime(change.ends, "day", locale, "UTC") }) : t(type, known);
      case "Suspend":
      case "Reinstate":
      case "Unsubscribe":
      case "Subscribe":
        return t(type, known);
      default:
        return t("other", { who: known.who, type });
    }
  };

  return (
    <Card id="history">
      <CardHeader title={t("title")} />
      <CardBody>
        {lines.length === 0 ? (
          <p className="text-sm text-muted-foreground">{t("empty")}</p>
        ) : (
          <ol className="divide-y text-sm">
            {lines.map((line) => (
              <li key={line.number} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2 first:pt-0 last:pb-0">
                <span className="min-w-0 break-words">{sentence(line)}</span>
                <span className="text-xs text-muted-foreground">
                  <LocalTime iso={line.date.toISOString()} locale={locale} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={{ paging: t("paging"), previous: t("newer"), next: t("older") }} />
    </Card>
  );
}

/** A name in another direction of writing does not turn the sentence around (Unicode's first strong isolate). */
function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
