import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SEAT_PATH } from "@/app/seat/addresses";
import { accept, signInAtInvited } from "@/app/seat/accept/actions";
import { signIn, signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { SeatSheet } from "@/components/licenses/seat-sheet";
import { CustomerShell } from "@/components/page/customer-shell";
import { requireCustomer } from "@/lib/auth/gate";
import { SEAT_COOKIE, secretOfBrowser } from "@/lib/auth/invitation-browser";
import { findInvitation } from "@/lib/licenses/invitations/accept";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("licenses.seat"))("title") };
}

/** What the link that this browser opened is to whoever is signed in. */
export default async function AcceptSeatPage() {
  const ctx = await requireCustomer();
  const secret = await secretOfBrowser(SEAT_COOKIE);
  const [invitation, shell] = await Promise.all([secret === null ? null : findInvitation(ctx, secret), getTranslations("shell")]);
  const { name, email } = ctx.actor;
  return (
    <CustomerShell publisher={{ name: invitation?.publisherName || shell("portal") }} skipLabel={shell("skip")} account={<AccountMenu name={name} email={email} signOut={signOut} />}>
      <SeatSheet invitation={invitation} account={email ?? name} returnTo={SEAT_PATH} actions={{ accept, signIn, signInAtInvited }} />
    </CustomerShell>
  );
}
