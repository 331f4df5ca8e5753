import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardFooter } from "@/components/ui/card";

/** Seats from files: the way to bring one, and to those that were brought. */
export function FilesCard({ href }: { href: string }): ReactNode {
  const t = useTranslations("licenses.give");
  return (
    <Card>
      <CardFooter className="justify-between rounded-lg border-t-0 text-sm">
        <p>
          <span className="font-medium">{t("fromFile")}.</span> {t("fromFileBody")}
        </p>
        <Button asChild variant="outline">
          <Link href={href}>{t("upload")}</Link>
        </Button>
      </CardFooter>
    </Card>
  );
}
