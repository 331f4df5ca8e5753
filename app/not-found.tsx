import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { CustomerShell } from "@/components/page/customer-shell";
import { Problem } from "@/components/page/problem";
import { Button } from "@/components/ui/button";

export default async function NotFound() {
  const t = await getTranslations();
  return (
    <CustomerShell publisher={{ name: t("shell.portal") }} skipLabel={t("shell.skip")}>
      <Problem
        kind="not-found"
        title={t("faults.notFoundTitle")}
        advice={t("faults.notFoundTodo")}
        actions={
          <Button asChild variant="outline">
            <Link href="/">{t("faults.home")}</Link>
          </Button>
        }
      >
        {t("faults.notFound")}
      </Problem>
    </CustomerShell>
  );
}
