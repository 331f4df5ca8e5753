"use server";

import { redirect } from "next/navigation";
import { ACCEPT_PATH } from "@/app/invitation/addresses";
import { problemOfFault } from "@/lib/auth/finish-sign-in";
import { requireCustomer } from "@/lib/auth/gate";
import { INVITATION_COOKIE, keepSecret, secretOfBrowser } from "@/lib/auth/invitation-browser";
import { startSignIn } from "@/lib/auth/sign-in";
import { acceptInvitation } from "@/lib/team/accept-invitation";
import { findInvitation } from "@/lib/team/queries";

/** The button. What did not come about is told by the page that it leads back to. */
export async function accept(): Promise<void> {
  const secret = await secretOfBrowser(INVITATION_COOKIE);
  const ctx = await requireCustomer();
  if (secret === null) redirect(ACCEPT_PATH);
  const outcome = await acceptInvitation(ctx, secret);
  if (outcome.kind !== "accepted" && outcome.kind !== "already-member") redirect(ACCEPT_PATH);
  await keepSecret(INVITATION_COOKIE, null);
  redirect(`/publisher/${outcome.publisherKey}`);
}

/** Signs in as a guest of the organisation that the invitation is for, and comes back. */
export async function signInAtInvited(): Promise<void> {
  const secret = await secretOfBrowser(INVITATION_COOKIE);
  const invitation = secret === null ? null : await findInvitation(await requireCustomer(), secret);
  redirect(invitation === null ? ACCEPT_PATH : await signInAddress(invitation.tenantId));
}

async function signInAddress(tenantId: string): Promise<string> {
  try {
    return await startSignIn({ returnTo: ACCEPT_PATH, tenantId });
  } catch (error) {
    return `/sign-in?${new URLSearchParams({ error: problemOfFault(error), callbackUrl: ACCEPT_PATH })}`;
  }
}
