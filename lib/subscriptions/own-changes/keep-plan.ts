import { database } from "../../db/client";
import type { JobContext, JobResult } from "../../jobs/define";
import type { FulfillmentClient } from "../../marketplace/fulfillment";
import { UpstreamError } from "../../marketplace/upstream-error";
import type { RequestRow } from "./requests";

/** After a change of plan nothing is known of the new one's prices: it is fetched, so that the pages can tell them. Where that fails they do without. */
export async function keepPlan(ctx: JobContext, client: FulfillmentClient, { request, subscriptionId }: { readonly request: RequestRow; readonly subscriptionId: string }): Promise<JobResult> {
  if (request.action !== "ChangePlan") return { kind: "done" };
  const { planId, planJson } = await database().subscription.findUniqueOrThrow({ where: { id: request.subscriptionInfoId }, select: { planId: true, planJson: true } });
  if (planJson !== null) return { kind: "done" };
  try {
    const plans = await client.listAvailablePlans(subscriptionId, { correlationId: ctx.correlationId, patience: "background" });
    const plan = plans.find((each) => each.planId === planId);
    if (plan === undefined) return { kind: "done" };
    const data = { planJson: JSON.stringify(plan.raw), perSeat: plan.isPricePerSeat };
    return {
      kind: "done",
      effect: async ({ tx }) => {
        await tx.subscription.updateMany({ where: { id: request.subscriptionInfoId, planId, planJson: null }, data });
      },
    };
  } catch (error) {
    if (error instanceof UpstreamError) return { kind: "done" };
    throw error;
  }
}
