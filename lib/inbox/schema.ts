import { TOKEN_REFUSALS } from "../auth/schema";

/** waiting: not looked after yet. processed: over. failed: the last attempt failed; it is tried again, or was given up. */
export const INBOX_STATES = ["waiting", "processed", "failed"] as const;
export type InboxState = (typeof INBOX_STATES)[number];

/** What was answered. noted: nothing was asked. */
export const DECISIONS = ["accepted", "refused", "noted"] as const;
export type Decision = (typeof DECISIONS)[number];

/**
 * What came of it. applied: the subscription is another now. unchanged: it was so already. refused: the change was not
 * made, because we refused it. failed: it was not made at Microsoft, for another reason. contradicted: Microsoft's API says
 * otherwise. unverified: Microsoft's API knows nothing of it. unregistered: of an offer that is not here.
 */
export const OUTCOMES = ["applied", "unchanged", "refused", "failed", "contradicted", "unverified", "unregistered"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What was done about an event, in the order in which it usually happens. */
export const STEPS = ["decided", "asked-publisher", "looked", "verified", "acknowledged", "acknowledge-failed", "acknowledge-refused", "applied", "finished", "error", "replayed"] as const;
export type Step = (typeof STEPS)[number];

/** Why a call is turned away: its token, or the key that the offer asks for besides. */
export const REJECTIONS = [...TOKEN_REFUSALS, "key"] as const;
export type Rejection = (typeof REJECTIONS)[number];
