"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { startDirectoryConsent } from "@/lib/auth/directory-consent";
import { forgetDirectoryGrant } from "@/lib/auth/directory-grant";
import { requireCustomerAction } from "@/lib/auth/gate";
import { safeReturnPath } from "@/lib/auth/return-path";
import { PortalError, TooManyRequestsError } from "@/lib/kernel/errors";
import { log } from "@/lib/kernel/log";
import { searchDirectory, type DirectoryOutcome, type DirectorySearch } from "@/lib/licenses/directory/search";
import { withDirectoryOutcome } from "@/app/(customer)/directory/addresses";

const askedSchema = z.object({ search: z.string().max(200).catch(""), cursor: z.string().min(1).max(8000).nullable().catch(null) });

/** Looks up colleagues of whoever is signed in. */
export async function searchColleagues(asked: DirectorySearch): Promise<DirectoryOutcome> {
  try {
    return await searchDirectory(await requireCustomerAction(), askedSchema.parse(asked));
  } catch (error) {
    // Who types keeps what was found and chosen.
    if (error instanceof TooManyRequestsError) return { kind: "throttled", retryAfterSeconds: error.retryAfterSeconds };
    throw error;
  }
}

/** Off to Microsoft, which asks whether the portal may look up colleagues, and back to `returnTo`. */
export async function connectDirectory(returnTo: string): Promise<void> {
  const ctx = await requireCustomerAction();
  const path = safeReturnPath(z.string().parse(returnTo));
  redirect(ctx.scope.personal ? path : await addressAtMicrosoft(ctx, path));
}

/** Takes the consent of whoever is signed in back, here; `returnTo` offers to give it again. */
export async function disconnectDirectory(returnTo: string): Promise<void> {
  await forgetDirectoryGrant(await requireCustomerAction());
  redirect(withDirectoryOutcome(safeReturnPath(z.string().parse(returnTo)), "connected"));
}

async function addressAtMicrosoft({ actor, correlationId }: Awaited<ReturnType<typeof requireCustomerAction>>, path: string): Promise<string> {
  try {
    return await startDirectoryConsent(actor, path);
  } catch (error) {
    if (!(error instanceof PortalError)) throw error;
    log.warn({ event: "directory.not-started", correlationId, err: error }, "nobody could be asked for their consent");
    return withDirectoryOutcome(path, "failed");
  }
}
