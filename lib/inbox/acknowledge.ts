import { database } from "../db/client";
import type { JobContext } from "../jobs/define";
import { addSeconds } from "../kernel/clock";
import type { FulfillmentClient } from "../marketplace/fulfillment";
import type { MarketplaceOperation } from "../marketplace/fulfillment-schema";
import { UpstreamError } from "../marketplace/upstream-error";
import { differenceOf } from "./judge";
import type { WebhookCall } from "./read-call";
import type { Step } from "./schema";

interface Answered {
  readonly number: number;
  readonly subscriptionId: string;
  readonly operationId: string;
  readonly requestSource: string | null;
  readonly decision: string | null;
  readonly answeredAt: Date | null;
  readonly call: WebhookCall;
}

/** The answer has to be with Microsoft before anything else is said about it. */
const ANSWER_SECONDS = 1;

/**
 * Says to Microsoft that an accepted change is done, once. That only closes the operation early: it succeeds by itself,
 * too, so that a no is nothing to worry about; where Microsoft could not be reached it is said again at the next look.
 * @returns what came of it; null where nothing is to be said: not by us, not yet, or of another change than was accepted.
 */
export async function acknowledge(ctx: JobContext, client: FulfillmentClient, event: Answered, operation: MarketplaceOperation): Promise<{ step: Step; words: string | null } | null> {
  const isOurs = (operation.requestSource ?? event.requestSource) === "Partner";
  const isAgreed = (event.decision === "accepted" || event.decision === "noted") && differenceOf(event.call, operation) === null;
  const isOut = event.answeredAt !== null && event.answeredAt <= addSeconds(ctx.now, -ANSWER_SECONDS);
  if (isOurs || !isAgreed || !isOut || operation.status !== "InProgress" || (await wasSaid(event.number))) return null;
  const { planId, quantity } = operation;
  try {
    await client.completeOperation(event.subscriptionId, event.operationId, { planId, quantity }, { correlationId: ctx.correlationId, patience: "background" });
    return { step: "acknowledged", words: null };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return { step: error.code === "upstream-unavailable" ? "acknowledge-failed" : "acknowledge-refused", words: error.message };
  }
}

async function wasSaid(number: number): Promise<boolean> {
  return (await database().inboxStep.count({ where: { eventNumber: number, step: { in: ["acknowledged", "acknowledge-refused"] } } })) > 0;
}
