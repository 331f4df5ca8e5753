import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardFooter, CardHeader } from "@/components/ui/card";

/** The way to the end of the subscription; what it means stands before the confirmation. */
export function CancelCard({ href }: { href: string }): ReactNode {
  const t = useTranslations("changes.cancel");
  return (
    <Card>
      <CardHeader title={t("title")} description={t("body")} className="pb-4" />
      <CardFooter>
        <Button asChild variant="outline" className="w-full sm:w-auto">
          <Link href={href} scroll={false}>{t("look")}</Link>
        </Button>
      </CardFooter>
    </Card>
  );
}
