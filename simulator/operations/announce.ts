import { marketplaceId } from "../ids";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import { payloadOf } from "../webhooks/payload";
import { webhookUrlOf } from "../webhooks/settings";
import { isOpen, type Operation } from "./operation";
import { timeStamp } from "./time-stamp";

/** How many ended operations are remembered. */
const REMEMBERED = 5000;

export type NewOperation = Pick<Operation, "action" | "source" | "status" | "planId" | "quantity"> & Partial<Pick<Operation, "startsAt" | "silentUntil" | "isEcho">>;

/** Notes a new operation; nobody is told of it yet. */
export function note({ state }: Store, subscription: Subscription, at: number, values: NewOperation): Operation {
  const id = marketplaceId();
  const operation: Operation = {
    id,
    // As recorded of publishers' own changes.
    activityId: values.source === "Partner" ? id : marketplaceId(),
    subscriptionId: subscription.id,
    timeStamp: timeStamp(at),
    startsAt: null,
    silentUntil: null,
    isEcho: false,
    errorStatusCode: "",
    errorMessage: "",
    ...values,
  };
  state.operations.push(operation);
  const excess = state.operations.length - REMEMBERED;
  if (excess > 0) state.operations = state.operations.filter((each, index) => index >= excess || isOpen(each));
  return operation;
}

/** Has the publisher called, from that moment on, if the offer has a webhook. */
export function announce(store: Store, operation: Operation, subscription: Subscription, at: number): void {
  if (webhookUrlOf(store, subscription.offerId) === null) return;
  store.state.webhooks.deliveries.push({
    id: marketplaceId(),
    operationId: operation.id,
    subscriptionId: subscription.id,
    offerId: subscription.offerId,
    action: operation.action,
    body: payloadOf(operation, subscription),
    firstTriedAt: null,
    nextAt: at,
    tries: 0,
    isHeld: false,
    hasWaited: false,
  });
}
