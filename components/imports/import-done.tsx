import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { LinkDownload, type MadeLinks } from "@/components/imports/link-download";
import { ViewCounts } from "@/components/imports/view-counts";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ImportDetails } from "@/lib/licenses/imports/queries";

interface ImportDoneProps {
  details: ImportDetails;
  /** Of this page. */
  path: string;
  /** Where another file is brought. */
  startPath: string;
  /** How many links were taken back just now. */
  taken: number | null;
  makeLinks: () => Promise<MadeLinks>;
  takeBack: () => Promise<void>;
}

/** What came of a file, and the links that are to be handed on. */
export function ImportDone({ details: { fileName, requestedName, counts, openInvitations }, path, startPath, taken, makeLinks, takeBack }: ImportDoneProps): ReactNode {
  const t = useTranslations("imports");
  return (
    <>
      {taken === null ? null : <Alert role="status" tone={taken === 0 ? "info" : "success"} title={t("links.taken", { count: taken })} />}
      <Alert role="status" tone={counts.failed > 0 ? "warning" : "success"} title={counts.failed > 0 ? t("done.withFailures", { count: counts.failed }) : t("done.title")} />
      <Card>
        <CardHeader title={t("done.results")} description={t("facts", { file: `\u2068${fileName}\u2069`, who: `\u2068${requestedName}\u2069` })} />
        <CardBody>
          <ViewCounts counts={counts} when="done" />
        </CardBody>
        <CardFooter>
          {counts.failed > 0 ? (
            <Button asChild variant="outline">
              <a href={`${path}/failed`} download>
                {t("done.download")}
              </a>
            </Button>
          ) : null}
          <Button asChild variant="outline">
            <Link href={startPath}>{t("done.another")}</Link>
          </Button>
        </CardFooter>
      </Card>
      {openInvitations > 0 ? (
        <Card>
          <CardHeader title={t("links.title")} description={t("links.description", { count: openInvitations })} />
          <CardBody className="flex flex-col gap-3 text-sm">
            <p className="text-muted-foreground">{t("links.note")}</p>
            <LinkDownload labels={{ make: t("links.make"), making: t("links.making"), again: t("links.again"), failed: t("links.failed") }} makeLinks={makeLinks} />
            <noscript>{t("links.noScript")}</noscript>
          </CardBody>
          <CardFooter>
            <ConfirmDialog
              trigger={
                <Button variant="outline" className="h-auto min-h-control max-w-full shrink py-2 text-left whitespace-normal">
                  {t("links.takeBack", { count: openInvitations })}
                </Button>
              }
              title={t("links.takeBackAsk", { count: openInvitations })}
              description={t("links.takeBackBody")}
              confirmLabel={t("links.takeBackConfirm")}
              pendingText={t("links.takingBack")}
              cancelLabel={t("links.cancel")}
              action={takeBack}
            />
          </CardFooter>
        </Card>
      ) : null}
    </>
  );
}
