import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FileField } from "@/components/imports/file-field";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { LARGEST_FILE } from "@/lib/licenses/imports/schema";

/** A file of people to give seats to, and what it has to look like. */
export function UploadForm({ personal, upload }: { personal: boolean; upload: (form: FormData) => Promise<void> }): ReactNode {
  const t = useTranslations("imports.upload");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("description")} />
      <form action={upload}>
        <CardBody className="flex flex-col gap-5">
          <FileField name="file" label={t("label")} hint={t("hint")} tooLarge={t("tooLarge")} largest={LARGEST_FILE} />
          <div className="flex max-w-3xl flex-col gap-2 text-sm text-pretty">
            <h3 className="font-medium">{t("format")}</h3>
            <p>{t("formatEntra")}</p>
            <p>{t(personal ? "formatIdPersonal" : "formatId")}</p>
            <p className="text-muted-foreground">{t("formatPlain")}</p>
          </div>
        </CardBody>
        <CardFooter>
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
          <Button asChild variant="outline">
            <a href="/people-template.csv" download>
              {t("template")}
            </a>
          </Button>
        </CardFooter>
      </form>
    </Card>
  );
}
