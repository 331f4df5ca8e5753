/** What an endpoint of the publisher's is for: to set up what was bought, or to be told of every action. */
export const ENDPOINT_KINDS = ["activation", "log"] as const;
export type EndpointKind = (typeof ENDPOINT_KINDS)[number];

export const DELIVERY_KINDS = ["activation", "action", "test"] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/**
 * waiting: not taken yet, or to be tried again. delivered: answered by 2xx. dead: given up; kept, and sent again by hand.
 * withdrawn: not to be sent any more, because it means nothing now.
 */
export const DELIVERY_STATES = ["waiting", "delivered", "dead", "withdrawn"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** How an attempt ended. refused: nothing was sent. lost: whoever sent it died, or lost its turn, before the answer was kept. */
export const ATTEMPT_OUTCOMES = ["delivered", "failed", "refused", "lost"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

/** Of each message the newest attempts stay, and are shown: more than three days take, which is about a hundred. */
export const ATTEMPTS_KEPT = 150;
