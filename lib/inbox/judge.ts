import type { MarketplaceOperation, MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import type { Handler, ToldHandler } from "./handlers/handler";
import type { WebhookCall } from "./read-call";

/** How often the API is asked before its answer is taken for final, which takes four minutes: it lags behind its own calls. */
export const LAG_LOOKS = 8;
/** A call that contradicts the API is looked at so often, in some seconds, before the staff is called. */
export const DOUBT_LOOKS = 3;

/** All that an event is judged by. */
export interface Evidence {
  readonly call: WebhookCall;
  readonly handler: Handler;
  readonly isRefused: boolean;
  /** As the API describes it; null: it does not know it. */
  readonly operation: MarketplaceOperation | null;
  readonly subscription: MarketplaceSubscription;
  /** Which answer of the API this is, beginning with 1. */
  readonly looks: number;
  /** Actions of calls about the subscription that happened later. */
  readonly later: readonly string[];
}

/** What is to be said of an event. `contradiction`: why the staff is called; null: it is not. */
export type Judgement =
  /** The API seems to lag: it is asked again. */
  | { readonly kind: "again"; readonly contradiction: string | null }
  /**
   * It has happened. `standsAlone`: it is an action also where no difference was seen, because the API knows it.
   * `isShown`: the subscription shows it, or never will, because something else has happened since.
   */
  | { readonly kind: "happened"; readonly standsAlone: boolean; readonly isShown: boolean }
  /** It has not, because we or Microsoft did not want it; or there was nothing to happen. */
  | { readonly kind: "not-made"; readonly outcome: "refused" | "failed" | "unchanged" }
  | { readonly kind: "contradicted"; readonly contradiction: string }
  | { readonly kind: "unverified" };

/** What became of what a call tells, by what Microsoft's API says (docs/marketplace/webhook.md). */
export function judge(evidence: Evidence): Judgement {
  return evidence.handler.provenBy === "operation" ? judgeAsked(evidence) : judgeTold(evidence, evidence.handler);
}

function judgeAsked({ call, handler, isRefused, operation, subscription, looks, later }: Evidence): Judgement {
  const isReached = (target: WebhookCall["target"]): boolean => handler.provenBy === "operation" && handler.isReached(subscription, target);
  if (operation === null) {
    if (isSaid(call, handler) && isReached(call.target) && !isEcho(call)) return { kind: "happened", standsAlone: false, isShown: true };
    return isRefused ? { kind: "not-made", outcome: "refused" } : { kind: "unverified" };
  }
  const contradiction = differenceOf(call, operation);
  if (contradiction !== null) return { kind: "contradicted", contradiction };
  if (operation.status !== "Succeeded") return { kind: "not-made", outcome: isRefused ? "refused" : "failed" };
  if (isEcho(call)) return { kind: "not-made", outcome: "unchanged" };
  const overtakenBy = [call.action, "Unsubscribe", ...(call.action === "Reinstate" ? ["Suspend"] : [])];
  const isOvertaken = later.some((action) => overtakenBy.includes(action));
  const isShown = isReached(operation) || isOvertaken;
  return isShown || looks >= LAG_LOOKS ? { kind: "happened", standsAlone: true, isShown } : { kind: "again", contradiction: null };
}

function judgeTold({ call, operation, subscription, looks, later }: Evidence, { contradiction, overtakenBy, isReached }: ToldHandler): Judgement {
  const isKnown = operation?.status === "Succeeded" && same(operation.action, call.action);
  const happened = (isShown: boolean): Judgement => ({ kind: "happened", standsAlone: isKnown, isShown });
  const doubt = contradiction(subscription);
  const isOvertaken = later.some((action) => overtakenBy.includes(action));
  if (doubt === null) {
    const isShown = isOvertaken || isReached?.(subscription, call) !== false;
    return isShown || looks >= LAG_LOOKS ? happened(isShown) : { kind: "again", contradiction: null };
  }
  if (isOvertaken) return isKnown ? happened(true) : { kind: "not-made", outcome: "unchanged" };
  // Microsoft knows that it has happened: it lags, or something else has happened since, of which no call came.
  const mayBeOvertaken = isKnown && overtakenBy.length > 0;
  if (looks < LAG_LOOKS) return { kind: "again", contradiction: mayBeOvertaken || looks < DOUBT_LOOKS ? null : doubt };
  return mayBeOvertaken ? happened(false) : { kind: "contradicted", contradiction: doubt };
}

/** Where a call says something else than its operation; null where they agree. Such an operation is nothing to say yes to. */
export function differenceOf(call: WebhookCall, operation: MarketplaceOperation): string | null {
  if (!same(operation.action, call.action)) return `It tells of ${call.action}, but Microsoft calls the operation ${operation.action}.`;
  const { planId, quantity } = call.target;
  if (call.action === "ChangePlan" && planId !== null && operation.planId !== null && !same(planId, operation.planId)) return `It tells of a change to ${planId}, but the operation's plan is ${operation.planId}.`;
  if (call.action === "ChangeQuantity" && quantity !== null && operation.quantity !== null && quantity !== operation.quantity) return `It tells of ${quantity} seats, but the operation has ${operation.quantity}.`;
  if (call.requestSource === "Partner" && operation.requestSource !== null && operation.requestSource !== "Partner") return "It calls itself a change of our own, but Microsoft says that it is not.";
  return null;
}

/** After a refusal the same action comes once more, with the old value as the new one: it changes nothing. */
export function isEcho({ action, target, before }: WebhookCall): boolean {
  const field = fieldOf(action);
  return field !== null && before !== null && target[field] !== null && target[field] === before[field];
}

/** What a change changes. */
export function fieldOf(action: string): "planId" | "quantity" | null {
  if (action === "ChangePlan") return "planId";
  return action === "ChangeQuantity" ? "quantity" : null;
}

function isSaid({ action, target }: WebhookCall, { isDecided }: Handler): boolean {
  const field = fieldOf(action);
  return !isDecided || (field !== null && target[field] !== null);
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
