import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ImportDetails } from "@/lib/licenses/imports/queries";

/** How many people get, or got, what. */
export function ViewCounts({ counts, when }: { counts: ImportDetails["counts"]; when: "preview" | "done" }): ReactNode {
  const t = useTranslations("imports");
  const format = useFormatter();
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {(["seat", "link", "already", "failed"] as const).map((view) => (
        <div key={view} className="flex flex-col-reverse justify-end rounded-md border px-3 py-2">
          <dt className="text-sm text-muted-foreground">{t(`${when}.${view}`)}</dt>
          <dd className="text-xl font-semibold tabular-nums">{format.number(counts[view])}</dd>
        </div>
      ))}
    </dl>
  );
}
