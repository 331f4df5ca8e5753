import { getTranslations } from "next-intl/server";
import { Problem } from "@/components/page/problem";
import { CustomerShell } from "@/components/page/customer-shell";

export default async function UnknownOffer() {
  const t = await getTranslations();
  return (
    <CustomerShell publisher={{ name: t("shell.portal") }} skipLabel={t("shell.skip")}>
      <Problem kind="not-found" title={t("order.unknownOffer.title")} advice={t("order.unknownOffer.todo")}>
        {t("order.unknownOffer.what")}
      </Problem>
    </CustomerShell>
  );
}
