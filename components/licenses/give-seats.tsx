import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";

interface GiveSeatsProps {
  /** Of the page Users. */
  path: string;
  give: (form: FormData) => Promise<void>;
  /** Chooses people, with the form's button. */
  children: ReactNode;
}

/** Seats for colleagues: chosen in the directory, or from a file. */
export function GiveSeats({ path, give, children }: GiveSeatsProps): ReactNode {
  const t = useTranslations("licenses.give");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("description")} />
      <CardBody>
        <form action={give}>{children}</form>
      </CardBody>
      <CardFooter className="justify-between text-sm">
        <p>
          <span className="font-medium">{t("fromFile")}.</span> {t("fromFileBody")}
        </p>
        <Button asChild variant="outline">
          <Link href={`${path}/import`}>{t("upload")}</Link>
        </Button>
      </CardFooter>
    </Card>
  );
}
