import { z } from "zod";
import type { Store } from "./state";
import { subscriptionSchema, type Subscription } from "./subscription";

/** What a subscription was until a moment of the movable clock, in everything about it that changes. */
export const pastSchema = subscriptionSchema.pick({ planId: true, quantity: true, status: true, termUnit: true, startDate: true, endDate: true, isFreeTrial: true, autoRenew: true }).extend({ until: z.number() });
export type Past = z.infer<typeof pastSchema>;

/** To be called just before a subscription changes: the API goes on telling for a while what it is by now. */
export function remember({ state }: Store, subscription: Subscription, at: number): void {
  const { subscriptionLagMs } = state.webhooks.settings;
  const past = state.past[subscription.id] ?? [];
  if (subscriptionLagMs > 0) state.past[subscription.id] = [...past.filter(({ until }) => until + subscriptionLagMs > at), pastSchema.parse({ ...subscription, until: at })];
  // Without a lag nothing is kept: what came before would stand for more than it was.
  else if (past.length > 0) state.past[subscription.id] = [];
}

/** The subscription as Get Subscription and the list have it: as it was as long ago as they lag behind. */
export function lagging(store: Store, subscription: Subscription): Subscription {
  const seenAt = store.now() - store.state.webhooks.settings.subscriptionLagMs;
  const past = store.state.past[subscription.id]?.find(({ until }) => until > seenAt);
  return past ? { ...subscription, ...past } : subscription;
}
