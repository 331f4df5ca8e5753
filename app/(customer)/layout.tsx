import { getTranslations } from "next-intl/server";
import Link from "next/link";
import type { ReactNode } from "react";
import { signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { CustomerShell } from "@/components/page/customer-shell";
import { membershipsOf } from "@/lib/auth/gate";
import { currentUser } from "@/lib/auth/session";

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  const [t, user] = await Promise.all([getTranslations("shell"), currentUser()]);
  const isStaff = user !== null && (await membershipsOf(user)).length > 0;
  return (
    <CustomerShell
      publisher={{ name: t("portal") }}
      homeHref="/subscriptions"
      skipLabel={t("skip")}
      width="wide"
      nav={
        <nav aria-label={t("portal")} className="flex gap-4">
          <Link href="/subscriptions" className="inline-flex min-h-6 items-center hover:underline">{t("subscriptions")}</Link>
          <Link href="/licenses" className="inline-flex min-h-6 items-center hover:underline">{t("licenses")}</Link>
          {isStaff ? <Link href="/publisher" className="inline-flex min-h-6 items-center hover:underline">{t("publisherPages")}</Link> : null}
        </nav>
      }
      account={user && <AccountMenu name={user.name} email={user.email} signOut={signOut} />}
    >
      {children}
    </CustomerShell>
  );
}
