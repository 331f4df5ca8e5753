"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { followActivation } from "@/lib/activations/follow";
import { finishActivation, refuseActivation, retryActivation, type DecideOutcome } from "@/lib/activations/hand-off/decide";
import { decisionInput, refusalInput } from "@/lib/activations/hand-off/schema";
import { DECISIONS, type Decision } from "@/lib/activations/policy";
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

/** What a member decides about an activation that their own system has not finished; the page that follows says what came of it. */
export async function decideActivation(publisherKey: string, subscriptionId: string, seen: number, decision: Decision, form: FormData): Promise<void> {
  const path = `/publisher/${encodeURIComponent(publisherKey)}/subscriptions/${guid.parse(subscriptionId)}`;
  const ctx = await orNotFound(requireMember(publisherKey, "activations.decide"));
  const input = { subscriptionId, seen, reason: form.get("reason") ?? "" };
  const { kind } = await orNotFound(decided(ctx, z.enum(DECISIONS).parse(decision), input));
  redirect(`${path}?decided=${kind === "decided" ? decision : kind}`);
}

async function decided(ctx: Parameters<typeof refuseActivation>[0], decision: Decision, input: object): Promise<DecideOutcome> {
  if (decision === "refuse") return refuseActivation(ctx, refusalInput.parse(input));
  return decision === "retry" ? retryActivation(ctx, decisionInput.parse(input)) : finishActivation(ctx, decisionInput.parse(input));
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
