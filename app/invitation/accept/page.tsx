import type { Metadata } from "next";
import { accept, signInAtInvited } from "@/app/invitation/accept/actions";
import { ACCEPT_PATH } from "@/app/invitation/addresses";
import { signIn, signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { CustomerShell } from "@/components/page/customer-shell";
import { InvitationSheet } from "@/components/team/invitation-sheet";
import { requireCustomer } from "@/lib/auth/gate";
import { INVITATION_COOKIE, secretOfBrowser } from "@/lib/auth/invitation-browser";
import { LOWEST_ROLE, PERMISSION_WORDS, PERMISSIONS } from "@/lib/auth/permissions";
import { findInvitation } from "@/lib/team/queries";

export const metadata: Metadata = { title: "Invitation" };

/** What the link that this browser opened is to whoever is signed in. */
export default async function AcceptInvitationPage() {
  const ctx = await requireCustomer();
  const secret = await secretOfBrowser(INVITATION_COOKIE);
  const invitation = secret === null ? null : await findInvitation(ctx, secret);
  const { name, email } = ctx.actor;
  return (
    <CustomerShell
      publisher={{ name: invitation?.publisherName ?? "Marketplace portal" }}
      skipLabel="Skip to content"
      account={<AccountMenu name={name} email={email} signOut={signOut} />}
    >
      <InvitationSheet
        invitation={invitation}
        account={email ?? name}
        returnTo={ACCEPT_PATH}
        permissions={PERMISSIONS.map((permission) => ({ words: PERMISSION_WORDS[permission], lowestRole: LOWEST_ROLE[permission] }))}
        actions={{ accept, signIn, signInAtInvited }}
      />
    </CustomerShell>
  );
}
