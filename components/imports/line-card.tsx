import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TablePaging } from "@/components/data-table/table-paging";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { ImportDetails, ImportLine, LinePage } from "@/lib/licenses/imports/queries";
import { IMPORT_VIEWS, type ImportView } from "@/lib/licenses/imports/schema";

interface LineCardProps {
  /** Of this page. */
  path: string;
  view: ImportView;
  counts: ImportDetails["counts"];
  page: LinePage;
}

/** The lines of a file, by what becomes of them. */
export function LineCard({ path, view, counts, page }: LineCardProps): ReactNode {
  const t = useTranslations("imports.lines");
  const format = useFormatter();
  const href = (place: "after" | "before", line: number | null): string | undefined => (line === null ? undefined : `${path}?show=${view}&${place}=${line}#lines`);
  return (
    <Card id="lines">
      <CardHeader title={t("title")} />
      <div className="px-4 pt-2 sm:px-5">
        <LinkTabs label={t("label")} tabs={IMPORT_VIEWS.map((each) => ({ href: `${path}?show=${each}#lines`, label: t(each), count: counts[each], current: each === view }))} />
      </div>
      {page.items.length === 0 ? (
        <EmptyState title={t("empty")} />
      ) : (
        <Table caption={t("title")} captionHidden>
          <TableHead>
            <tr>
              <TableHeading className="w-0 text-right">{t("line")}</TableHeading>
              <TableHeading className="min-w-32">{t("person")}</TableHeading>
              <TableHeading>{t("what")}</TableHeading>
            </tr>
          </TableHead>
          <TableBody>
            {page.items.map((item) => (
              <TableRow key={item.line}>
                <TableCell className="text-right text-muted-foreground tabular-nums">{format.number(item.line)}</TableCell>
                <TableRowHeading>
                  <bdi dir="ltr" className="break-all">{item.label === "" ? "–" : item.label}</bdi>
                  {item.name === null ? null : <bdi className="block font-normal break-words text-muted-foreground">{item.name}</bdi>}
                </TableRowHeading>
                <TableCell className="min-w-36">
                  <Result item={item} />
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
      <TablePaging previousHref={href("before", page.previousBefore)} nextHref={href("after", page.nextAfter)} labels={{ paging: t("paging"), previous: t("previous"), next: t("next") }} />
    </Card>
  );
}

const TONES: Readonly<Record<ImportLine["state"], BadgeTone>> = { ready: "info", problem: "warning", assigned: "success", invited: "success", already: "neutral", failed: "error" };

function Result({ item: { state, objectId, problem } }: { item: ImportLine }): ReactNode {
  const t = useTranslations("imports");
  if (state === "problem" || state === "failed") return <span className="text-pretty">{t(`problems.${problem?.word ?? "fault"}`, { line: problem?.line ?? 0 })}</span>;
  const word = state === "ready" ? (objectId === null ? "link" : "seat") : state === "already" && problem !== null ? "alreadyInvited" : state;
  return <Badge tone={TONES[state]}>{t(`results.${word}`)}</Badge>;
}
