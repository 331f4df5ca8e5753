"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { SEAT_PATH } from "@/app/seat/addresses";
import { problemOfFault } from "@/lib/auth/finish-sign-in";
import { requireCustomerAction } from "@/lib/auth/gate";
import { keepSecret, SEAT_COOKIE, secretOfBrowser } from "@/lib/auth/invitation-browser";
import { startSignIn } from "@/lib/auth/sign-in";
import { acceptInvitation, findInvitation } from "@/lib/licenses/invitations/accept";

/** The button. What did not come about is told by the page that it leads back to. */
export async function accept(form: FormData): Promise<void> {
  const secret = await secretOfBrowser(SEAT_COOKIE);
  const ctx = await requireCustomerAction();
  if (secret === null) redirect(SEAT_PATH);
  const { kind } = await acceptInvitation(ctx, secret, z.coerce.number().int().catch(0).parse(form.get("invitation")));
  if (kind !== "accepted" && kind !== "already") redirect(SEAT_PATH);
  await keepSecret(SEAT_COOKIE, null);
  redirect("/licenses?told=accepted");
}

/** Signs in as a guest of the organisation that the seat is for, and comes back. */
export async function signInAtInvited(): Promise<void> {
  const secret = await secretOfBrowser(SEAT_COOKIE);
  const invitation = secret === null ? null : await findInvitation(await requireCustomerAction(), secret);
  redirect(invitation === null ? SEAT_PATH : await signInAddress(invitation.tenantId));
}

async function signInAddress(tenantId: string): Promise<string> {
  try {
    return await startSignIn({ returnTo: SEAT_PATH, tenantId });
  } catch (error) {
    return `/sign-in?${new URLSearchParams({ error: problemOfFault(error), callbackUrl: SEAT_PATH })}`;
  }
}
