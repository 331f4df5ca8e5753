import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { CustomerShell } from "@/components/page/customer-shell";
import type { UserActor } from "@/lib/kernel/context";
import type { PublicOffer } from "@/lib/offers/queries";

/** The frame of what a buyer sees: the publisher's, not the portal's. */
export async function LandingFrame({ offer, user, children }: { offer: PublicOffer; user: UserActor | null; children: ReactNode }) {
  const t = await getTranslations();
  const { name, logoUrl, brandColor } = offer.publisher;
  return (
    <CustomerShell
      publisher={{ name, logoUrl, colour: brandColor }}
      skipLabel={t("shell.skip")}
      account={user && <AccountMenu name={user.name} email={user.email} signOut={signOut} />}
      footer={t("order.from", { offer: offer.name, publisher: name })}
    >
      {children}
    </CustomerShell>
  );
}
