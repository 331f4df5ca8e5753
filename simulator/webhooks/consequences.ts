import { ACKABLE } from "../operations/operation";
import { accept, fail, refuse } from "../operations/outcome";
import { passTime } from "../passage";
import type { Store } from "../state";
import type { Delivery } from "./delivery";
import type { Call, Verdict } from "./log";

/** A try begins: the publisher has the window from now on to refuse what it is asked. */
export function tried(store: Store, delivery: Delivery): void {
  delivery.tries += 1;
  delivery.firstTriedAt ??= store.now();
  if (store.state.webhooks.settings.silence === "from-sending") openWindow(store, delivery);
  store.save();
}

/** What the publisher's answer, or its silence, does to the operation, and whether the call is made again. */
export function conclude(store: Store, { id }: Delivery, { answer }: Pick<Call, "answer">): Verdict {
  // The window may have closed while the answer was awaited.
  passTime(store);
  const delivery = store.state.webhooks.deliveries.find((each) => each.id === id);
  if (!delivery) return "ignored";
  const verdict = apply(store, delivery, answer?.status ?? null);
  if (verdict !== "again") store.state.webhooks.deliveries = store.state.webhooks.deliveries.filter((each) => each.id !== id);
  store.save();
  return verdict;
}

function apply(store: Store, delivery: Delivery, status: number | null): Verdict {
  const { settings } = store.state.webhooks;
  const operation = store.state.operations.find(({ id }) => id === delivery.operationId);
  const now = store.now();
  if (status !== null && status >= 200 && status < 300) {
    if (settings.silence === "from-acceptance") openWindow(store, delivery);
    // What is not to be decided by anybody else ends here.
    if (operation?.status === "InProgress" && (operation.source === "Partner" || operation.isEcho)) accept(store, operation, now);
    return "accepted";
  }
  if (status !== null && status >= 400 && status < 500) {
    if (operation && ACKABLE.includes(operation.action) && operation.action !== "Reinstate") refuse(store, operation, now);
    else if (settings.silence === "from-acceptance") openWindow(store, delivery);
    return "refused";
  }
  const nextAt = now + Math.min(settings.retryAfterMs * 2 ** Math.min(delivery.tries - 1, 30), settings.retryAtMostMs);
  if (delivery.tries < settings.tries && nextAt <= (delivery.firstTriedAt ?? now) + settings.withinMs) {
    delivery.nextAt = nextAt;
    return "again";
  }
  if (operation?.status === "InProgress") fail(operation, "500", "The publisher could not be reached.");
  return "given-up";
}

function openWindow(store: Store, { operationId }: Delivery): void {
  const operation = store.state.operations.find(({ id }) => id === operationId);
  if (operation?.status === "InProgress") operation.silentUntil ??= store.now() + store.state.webhooks.settings.windowMs;
}
