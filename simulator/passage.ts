import { remember } from "./lag";
import { accept } from "./operations/outcome";
import { isOpen } from "./operations/operation";
import { endOwn, startOwn } from "./operations/own-change";
import { happen } from "./operations/start";
import { announce, note } from "./operations/announce";
import type { Store } from "./state";
import type { Subscription } from "./subscription";
import { beginTerm, endOfTerm } from "./term";
import { webhookUrlOf } from "./webhooks/settings";

const GRACE_MS = 30 * 24 * 3600_000;

interface Event {
  readonly at: number;
  readonly happen: () => void;
}

/** Lets all that is due happen, one after the other in the order of time. Looked at whenever somebody asks. */
export function passTime(store: Store): void {
  const now = store.now();
  let isChanged = false;
  for (let next = upcoming(store); next !== null && next.at <= now; next = upcoming(store)) {
    next.happen();
    isChanged = true;
  }
  if (isChanged) store.save();
}

/** What time brings next, if nobody does anything. */
export function upcoming(store: Store): Event | null {
  const found: { first: Event | null } = { first: null };
  const offer = (at: number | null, what: () => void): void => {
    if (at !== null && (found.first === null || at < found.first.at)) found.first = { at, happen: what };
  };
  for (const operation of store.state.operations) {
    if (!isOpen(operation)) continue;
    const { startsAt, silentUntil, action, source } = operation;
    const end = action === "Unsubscribe" && source === "Partner" ? endOwn : accept;
    if (startsAt !== null) offer(startsAt, () => startOwn(store, operation, startsAt));
    if (silentUntil !== null) offer(silentUntil, () => end(store, operation, silentUntil));
  }
  for (const subscription of store.state.subscriptions) ofSubscription(store, subscription, offer);
  return found.first;
}

function ofSubscription(store: Store, subscription: Subscription, offer: (at: number | null, what: () => void) => void): void {
  const { activation, status, suspendedAt } = subscription;
  if (activation !== null) offer(activation.effectiveAt, () => activate(store, subscription, activation));
  if (status !== "Subscribed" && status !== "Suspended") return;
  // Where no publisher is told, what was bought stays as it is until somebody changes it.
  if (webhookUrlOf(store, subscription.offerId) === null) return;
  if (status === "Suspended") {
    const end = suspendedAt === null ? null : suspendedAt + GRACE_MS;
    return offer(end, () => happen(store, subscription, "Unsubscribe", subscription, end ?? 0, "Azure"));
  }
  const end = endOfTerm(subscription);
  offer(end, () => happen(store, subscription, subscription.autoRenew ? "Renew" : "Unsubscribe", subscription, end ?? 0, "Azure"));
}

/** An accepted activation takes effect. */
function activate(store: Store, subscription: Subscription, { effectiveAt, outcome }: NonNullable<Subscription["activation"]>): void {
  subscription.activation = null;
  if (subscription.status !== "PendingFulfillmentStart") return;
  remember(store, subscription, effectiveAt);
  subscription.status = outcome;
  if (outcome === "Subscribed") beginTerm(subscription, effectiveAt);
  if (outcome === "Subscribed" && store.state.webhooks.settings.subscribe !== "on-activation") return;
  const { planId, quantity } = subscription;
  const action = outcome === "Subscribed" ? "Subscribe" : "Unsubscribe";
  announce(store, note(store, subscription, effectiveAt, { action, source: "Azure", status: "Succeeded", planId, quantity }), subscription, effectiveAt);
}
