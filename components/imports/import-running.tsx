import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FollowImport, type ImportStanding } from "@/components/imports/follow-import";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { ImportDetails } from "@/lib/licenses/imports/queries";

interface ImportRunningProps {
  details: ImportDetails;
  /** Of this page. */
  path: string;
  follow: () => Promise<ImportStanding | null>;
}

/** A file at work. */
export function ImportRunning({ details: { fileName, requestedName, processed, ready }, path, follow }: ImportRunningProps): ReactNode {
  const t = useTranslations("imports");
  return (
    <Card>
      <CardHeader title={t("running.title")} description={t("facts", { file: `\u2068${fileName}\u2069`, who: `\u2068${requestedName}\u2069` })} />
      <CardBody className="flex flex-col gap-3 text-sm">
        <FollowImport first={{ isOver: false, processed, ready, told: t("running.counted", { processed, ready }) }} follow={follow} label={t("running.bar")} />
        <p className="text-muted-foreground">{t("running.body")}</p>
        <noscript>
          <a href={path} className="underline">
            {t("running.reload")}
          </a>
        </noscript>
      </CardBody>
    </Card>
  );
}
