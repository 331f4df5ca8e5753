"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { problemOfFault } from "@/lib/auth/finish-sign-in";
import { safeReturnPath } from "@/lib/auth/return-path";
import { endSession, startSignIn } from "@/lib/auth/sign-in";

/** Off to Microsoft, and back to the form's `returnTo`. */
export async function signIn(form: FormData): Promise<void> {
  const returnTo = safeReturnPath(z.string().nullable().parse(form.get("returnTo")));
  redirect(await signInAddress(returnTo));
}

/** The address at Microsoft, or the sign-in page with the reason where Microsoft cannot be reached. */
async function signInAddress(returnTo: string): Promise<string> {
  try {
    return await startSignIn({ returnTo });
  } catch (error) {
    return `/sign-in?${new URLSearchParams({ error: problemOfFault(error), callbackUrl: returnTo })}`;
  }
}

export async function signOut(): Promise<void> {
  await endSession();
  redirect("/sign-in?signedOut=1");
}
