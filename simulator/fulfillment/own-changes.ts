import { Hono } from "hono";
import { z } from "zod";
import type { Operation } from "../operations/operation";
import { beginOwn } from "../operations/own-change";
import { isLocked } from "../operations/start";
import { targetOf } from "../operations/transition";
import { findOffer, isSoldTo, Refused } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import { conflict, OTHER_HOST, refused, type ApiContext, type Variables } from "./answers";

const changeSchema = z.object({ planId: z.string().min(1).optional(), quantity: z.number().int().positive().max(1_000_000, "The quantity is beyond 1000000.").optional() });

/** What a publisher changes itself: plan, seats, and the end of it all. */
export function ownChangeRoutes(store: Store, ofPublisher: (c: ApiContext) => Subscription | Response): Hono<{ Variables: Variables }> {
  const routes = new Hono<{ Variables: Variables }>();

  routes.patch("/saas/subscriptions/:id", async (c) => {
    const subscription = ofPublisher(c);
    if (subscription instanceof Response) return subscription;
    const body = changeSchema.safeParse(await c.req.json().catch(() => null)).data;
    if (!body || (body.planId === undefined) === (body.quantity === undefined)) return refused(c, "Exactly one of planId and quantity is to be given.");
    if (subscription.csp) return refused(c, "Update is not among the allowed customer operations.");
    if (isLocked(store, subscription)) return refused(c, "The subscription is locked by a pending operation.");
    const { planId, quantity } = body;
    if (planId === subscription.planId || quantity === subscription.quantity) return refused(c, "That is what the subscription has already.");
    const plan = findOffer(store, subscription.offerId)?.offer.plans.find((each) => each.planId === planId);
    if (plan && (plan.isStopSell || !isSoldTo(plan, subscription))) return refused(c, "The plan is not available to this customer.");
    const action = planId === undefined ? "ChangeQuantity" : "ChangePlan";
    try {
      return begun(c, subscription, beginOwn(store, subscription, action, targetOf(store, subscription, action, body)));
    } catch (error) {
      if (error instanceof Refused) return refused(c, error.message);
      throw error;
    }
  });

  routes.delete("/saas/subscriptions/:id", (c) => {
    const subscription = ofPublisher(c);
    if (subscription instanceof Response) return subscription;
    if (subscription.status === "Unsubscribed") return c.body(null, 200);
    if (subscription.csp) return refused(c, "Delete is not among the allowed customer operations.");
    if (isLocked(store, subscription)) return conflict(c, "The subscription is locked by a pending operation.");
    return begun(c, subscription, beginOwn(store, subscription, "Unsubscribe", subscription));
  });

  const begun = (c: ApiContext, { id }: Subscription, operation: Operation): Response => {
    store.save();
    c.header("Operation-Id", operation.id);
    c.header("Operation-Location", `${OTHER_HOST}/api/saas/subscriptions/${id}/operations/${operation.id}?api-version=2018-08-31`);
    c.header("Retry-After", "10");
    return c.body(null, 202);
  };
  return routes;
}
