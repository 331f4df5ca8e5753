"use server";

import { redirect } from "next/navigation";
import { orNotFound } from "@/app/or-not-found";
import { followActivation } from "@/lib/activations/follow";
import { requireMember } from "@/lib/auth/gate";
import { PortalError } from "@/lib/kernel/errors";
import { guid } from "@/lib/kernel/ids";
import { log } from "@/lib/kernel/log";

/** Brings the portal's picture of one subscription up to date. */
export async function askMicrosoft(publisherKey: string, subscriptionId: string): Promise<void> {
  const path = `/publisher/${encodeURIComponent(publisherKey)}/subscriptions/${guid.parse(subscriptionId)}`;
  const ctx = await orNotFound(requireMember(publisherKey, "subscriptions.refresh"));
  redirect((await orNotFound(asked(ctx, subscriptionId))) ? path : `${path}?asked=failed&request=${ctx.correlationId}`);
}

async function asked(ctx: Parameters<typeof followActivation>[0], subscriptionId: string): Promise<boolean> {
  try {
    await followActivation(ctx, subscriptionId.toLowerCase());
    return true;
  } catch (error) {
    if (!(error instanceof PortalError) || error.code === "not-found") throw error;
    log.warn({ event: "subscription.refresh-failed", subscriptionId, correlationId: ctx.correlationId, err: error }, "a subscription could not be refreshed");
    return false;
  }
}
