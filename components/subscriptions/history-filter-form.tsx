import { useTranslations } from "next-intl";
import Form from "next/form";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { HistoryFilter, HistoryGroup } from "@/lib/subscriptions/history-filter";

interface HistoryFilterFormProps {
  filter: HistoryFilter;
  groups: readonly HistoryGroup[];
  /** The whole history. */
  allHref: string;
  /** What the filter finds, as a file; not where it finds nothing. */
  exportHref?: string;
}

/** Narrows a history down: one GET form, which works without script and leaves its state in the address. */
export function HistoryFilterForm({ filter: { group, person, from, to }, groups, allHref, exportHref }: HistoryFilterFormProps): ReactNode {
  const t = useTranslations("history");
  const asked = group !== null || person !== "" || from !== null || to !== null;
  return (
    // A new value from the address, by the back button for example, replaces what was typed.
    <Form key={[group, person, from, to].join("&")} action="" prefetch={false} role="search" aria-label={t("filter.label")} className="flex flex-wrap items-end gap-3">
      <Field label={t("filter.type")} className="w-full sm:w-48">
        {(control) => (
          <NativeSelect name="type" defaultValue={group ?? ""} {...control}>
            <option value="">{t("filter.all")}</option>
            {groups.map((each) => (
              <option key={each} value={each}>
                {t(`groups.${each}`)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label={t("filter.person")} className="w-full sm:w-48">
        {(control) => <Input type="search" name="search" defaultValue={person} maxLength={200} {...control} />}
      </Field>
      <Field label={t("filter.from")} className="min-w-36 grow sm:grow-0">
        {(control) => <Input type="date" name="from" defaultValue={from ?? ""} {...control} />}
      </Field>
      <Field label={t("filter.to")} className="min-w-36 grow sm:grow-0">
        {(control) => <Input type="date" name="to" defaultValue={to ?? ""} {...control} />}
      </Field>
      <Button type="submit" variant="secondary">
        {t("filter.apply")}
      </Button>
      {asked ? (
        <Button asChild variant="ghost">
          <Link href={allHref} prefetch={false}>
            {t("filter.clear")}
          </Link>
        </Button>
      ) : null}
      {exportHref === undefined ? null : (
        <Button asChild variant="outline" className="sm:ml-auto">
          <a href={exportHref} download>
            {t("export")}
          </a>
        </Button>
      )}
    </Form>
  );
}
