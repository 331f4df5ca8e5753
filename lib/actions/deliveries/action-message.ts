/** An action as the publisher's log endpoint is told of it: these fields and no other (docs/marketplace/deliveries.md). */
export interface ActionMessage {
  readonly id: string;
  readonly type: string;
  readonly initiatorUserId: string;
  /** UTC, as ISO 8601 has it. */
  readonly date: string;
  /** The row of the subscription and of the license; each only where the action relates to one. */
  readonly subscriptionInfoId?: string;
  readonly subscriptionUserId?: string;
}

interface Action {
  readonly id: string;
  readonly type: string;
  readonly initiatorUserId: string;
  readonly date: Date;
  readonly subscriptionInfoId?: string | null;
  readonly subscriptionUserId?: string | null;
}

/** The body for the log endpoint. Ids are in lower case, whichever database they come from. */
export function actionMessage({ id, type, initiatorUserId, date, subscriptionInfoId, subscriptionUserId }: Action): ActionMessage {
  return {
    id: id.toLowerCase(),
    type,
    initiatorUserId: initiatorUserId.toLowerCase(),
    date: date.toISOString(),
    ...(subscriptionInfoId ? { subscriptionInfoId: subscriptionInfoId.toLowerCase() } : {}),
    ...(subscriptionUserId ? { subscriptionUserId: subscriptionUserId.toLowerCase() } : {}),
  };
}
