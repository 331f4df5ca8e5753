import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { ImportFacts } from "@/lib/licenses/imports/queries";

const TONES: Readonly<Record<ImportFacts["state"], BadgeTone>> = { preview: "warning", running: "info", done: "success", discarded: "neutral" };

/** The files that were brought last. */
export function LatestImports({ path, imports }: { path: string; imports: readonly ImportFacts[] }): ReactNode {
  const t = useTranslations("imports");
  if (imports.length === 0) return null;
  return (
    <Card>
      <CardHeader title={t("upload.latest")} />
      <CardBody>
        <ul className="divide-y text-sm">
          {imports.map(({ id, fileName, state, createdAt, requestedName, lines }) => (
            <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5 first:pt-0 last:pb-0">
              <div className="min-w-0">
                <Link href={`${path}/${id}`} className="font-medium break-all underline-offset-4 hover:underline">
                  {fileName}
                </Link>
                <p className="text-muted-foreground">
                  {requestedName} · <LocalTime iso={createdAt.toISOString()} /> · {t("people", { count: lines })}
                </p>
              </div>
              <Badge tone={TONES[state]}>{t(`states.${state}`)}</Badge>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
