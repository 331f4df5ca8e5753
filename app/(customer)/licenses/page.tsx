import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { OwnLicenseList } from "@/components/licenses/own-license-list";
import { PageHeader } from "@/components/page/page-header";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { requireCustomer } from "@/lib/auth/gate";
import { listOwnLicenses } from "@/lib/licenses/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("licenses.mine"))("title") };
}

/** What the visitor may use. */
export default async function MyLicensesPage({ searchParams }: { searchParams: Promise<{ told?: string | string[] }> }) {
  const ctx = await requireCustomer();
  const [licenses, t, seat, { told }] = await Promise.all([listOwnLicenses(ctx), getTranslations("licenses.mine"), getTranslations("licenses.seat"), searchParams]);
  const account = ctx.actor.email ?? ctx.actor.name;
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex flex-col gap-4">
        {told === "accepted" && licenses.length > 0 ? <Alert role="status" tone="success" title={seat("done")} /> : null}
        {licenses.length > 0 ? (
          <OwnLicenseList licenses={licenses} personal={ctx.scope.personal} />
        ) : (
          <Card>
            <EmptyState
              icon={<Glyph name="info" />}
              title={t("empty")}
              action={
                <Button asChild variant="outline">
                  <Link href="/subscriptions">{t("toSubscriptions")}</Link>
                </Button>
              }
            >
              {t("emptyBody", { account })}
            </EmptyState>
          </Card>
        )}
      </div>
    </>
  );
}
