import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { TableQuery } from "@/components/data-table/list-query";
import { TablePaging } from "@/components/data-table/table-paging";
import { TableQueryForm } from "@/components/data-table/table-query-form";
import { LicenseTable } from "@/components/licenses/license-table";
import { Card, CardHeader } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import type { LicenseLine } from "@/lib/licenses/queries";
import type { LicenseModel } from "@/lib/offers/schema";

interface LicenseCardProps {
  lines: readonly LicenseLine[];
  offer: string;
  query: TableQuery;
  previousHref?: string;
  nextHref?: string;
  model: LicenseModel;
  takeBack: (form: FormData) => Promise<void>;
}

/** Everybody who has a seat, to search through and to take seats back. */
export function LicenseCard({ lines, offer, query, previousHref, nextHref, model, takeBack }: LicenseCardProps): ReactNode {
  const t = useTranslations("licenses.users");
  const locale = useLocale();
  const search = query.search.value;
  const labels = {
    name: t("name"),
    since: t("since"),
    by: t("by"),
    checked: t("checked"),
    never: t("never"),
    chooseAll: t("chooseAll"),
    takeBack: t("takeBack"),
    takeBackChosen: t("takeBackChosen"),
    // A choice within a text has no hyphen in its name.
    consequence: t("consequence", { model: model === "first-come" ? "firstCome" : model }),
    confirm: t("confirm"),
    pending: t("pending"),
    cancel: t("cancel"),
  };
  const rows = lines.map(({ id, upn, name, assignedAt, assignedBy, lastCheckedAt }) => {
    const user = `\u2068${name ?? upn}\u2069`;
    return {
      id,
      title: name ?? upn,
      upn,
      since: assignedAt?.toISOString() ?? null,
      checked: lastCheckedAt?.toISOString() ?? null,
      by: assignedBy,
      words: { choose: t("choose", { user: name ?? upn }), takeBack: t("takeBackOne", { user: name ?? upn }), ask: t("askOne", { user }) },
    };
  });
  return (
    <Card id="users" className="overflow-hidden">
      <CardHeader title={t("title")} description={t("description", { offer })} className="pb-4" actions={lines.length > 0 || search !== "" ? <TableQueryForm query={query} label={t("search")} /> : null} />
      {rows.length > 0 ? (
        <LicenseTable
          rows={rows}
          locale={locale}
          labels={labels}
          counted={[...Array(rows.length + 1).keys()].map((count) => ({ chosen: t("chosen", { count }), ask: t("askMany", { count }) }))}
          takeBack={takeBack}
        />
      ) : (
        <EmptyState icon={<Glyph name="info" />} title={search === "" ? t("empty") : t("noMatch", { search })} className="border-t">
          {search === "" ? t("emptyBody") : t("noMatchAdvice")}
        </EmptyState>
      )}
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={{ paging: t("paging"), previous: t("previous"), next: t("next") }} />
    </Card>
  );
}
