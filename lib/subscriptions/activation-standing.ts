/** What of an activation says where its subscription stands. */
export interface ActivationStanding {
  readonly state: string;
  /** When the publisher's system was given it; null where it never was. */
  readonly handedOverAt: Date | null;
}

/** Microsoft has taken it, or the publisher's system is at it: nothing is left for the customer to confirm. */
const UNDER_WAY: readonly string[] = ["accepted", "subscribed", "handed-over"];
/** The publisher's system could not set it up, or the staff refused it, which Microsoft has not carried out yet. */
const SET_UP_FAILED: readonly string[] = ["reported-failed", "refusing"];

/** The same as a condition on activations. */
export const IS_SET_UP_FAILED = { state: { in: [...SET_UP_FAILED] } };

/** The same as a condition on activations. What the publisher's system has finished goes on by itself, also before Microsoft takes it. */
export const IS_UNDER_WAY = { OR: [{ state: { in: [...UNDER_WAY] } }, { state: "requested", handedOverAt: { not: null } }] };

export function isSetUpFailed(activation: ActivationStanding | null): boolean {
  return activation !== null && SET_UP_FAILED.includes(activation.state);
}

export function isUnderWay(activation: ActivationStanding | null): boolean {
  if (activation === null) return false;
  return UNDER_WAY.includes(activation.state) || (activation.state === "requested" && activation.handedOverAt !== null);
}
