import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { ViewCounts } from "@/components/imports/view-counts";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ImportDetails } from "@/lib/licenses/imports/queries";

interface ImportPreviewProps {
  details: ImportDetails;
  /** Where the number of seats is changed. */
  planPath: string;
  confirm: () => Promise<void>;
  discard: () => Promise<void>;
}

/** What would become of a file, and the word that makes it so. */
export function ImportPreview({ details: { fileName, requestedName, counts, ready, seats, refusal }, planPath, confirm, discard }: ImportPreviewProps): ReactNode {
  const t = useTranslations("imports");
  const refusals = useTranslations("licenses.refusals");
  const missing = Math.max(0, ready - seats.free);
  const canConfirm = ready > 0 && refusal === null;
  return (
    <Card>
      <CardHeader title={t("preview.title")} description={t("facts", { file: `\u2068${fileName}\u2069`, who: `\u2068${requestedName}\u2069` })} />
      <CardBody className="flex flex-col gap-4 text-sm">
        <ViewCounts counts={counts} when="preview" />
        <p>{t("preview.free", seats)}</p>
        {refusal === null ? null : <Alert tone="warning" title={refusals(refusal)} />}
        {ready === 0 ? <Alert tone="info" title={t("preview.nothing")}>{t("preview.nothingBody")}</Alert> : null}
        {canConfirm && missing > 0 ? (
          <Alert tone="warning" title={t("preview.missing", { missing })}>
            {t("preview.missingBody", { missing })}{" "}
            <Link href={planPath} className="underline">
              {t("preview.changeSeats")}
            </Link>
          </Alert>
        ) : null}
        <p className="text-muted-foreground">{t("preview.description")}</p>
      </CardBody>
      <CardFooter>
        {canConfirm ? (
          <form action={confirm}>
            <SubmitButton pendingText={t("preview.confirming")}>{t("preview.confirm", { count: ready })}</SubmitButton>
          </form>
        ) : null}
        <form action={discard}>
          <SubmitButton variant="outline" pendingText={t("preview.discarding")}>
            {t("preview.discard")}
          </SubmitButton>
        </form>
      </CardFooter>
    </Card>
  );
}
