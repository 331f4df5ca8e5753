import { describe, expect, it } from "vitest";
import { marketplaceOperation, marketplaceSubscription } from "../marketplace/fulfillment-schema";
import { handlerOf } from "./handlers/table";
import { DOUBT_LOOKS, judge, LAG_LOOKS, type Judgement } from "./judge";
import { readCall } from "./read-call";

const ID = "c2b7e640-3d19-4f0a-8e55-6a9d13f7b820";
const SUBSCRIPTION = "7d0c5f2e-91a4-4c8b-b6d3-2f5e8a41c907";
const TERM = { startDate: "2026-11-03T00:00:00Z", endDate: "2026-12-02T00:00:00Z", termUnit: "P1M" };
const NEXT_TERM = { startDate: "2026-12-03T00:00:00Z", endDate: "2027-01-02T00:00:00Z", termUnit: "P1M" };

interface Case {
  readonly when: string;
  readonly action: string;
  /** What the body says besides. */
  readonly body?: object;
  readonly isRefused?: boolean;
  /** null: the API does not know it. */
  readonly operation?: object | null;
  readonly subscription?: object;
  readonly looks?: number;
  readonly later?: string[];
  readonly then: Judgement["kind"] | Judgement;
}

function judged({ action, body = {}, isRefused = false, operation = null, subscription = {}, looks = 1, later = [] }: Case): Judgement {
  const read = readCall(JSON.stringify({ id: ID, subscriptionId: SUBSCRIPTION, action, timeStamp: "2026-12-03T01:00:00Z", ...body }));
  if (read.kind === "unreadable") throw new Error("the body of a case can be read");
  return judge({
    call: read.call,
    handler: handlerOf(read.call.action),
    isRefused,
    operation: operation && marketplaceOperation.parse({ id: ID, subscriptionId: SUBSCRIPTION, action, status: "Succeeded", ...operation }),
    subscription: marketplaceSubscription.parse({ id: SUBSCRIPTION, offerId: "o", planId: "team", quantity: 10, saasSubscriptionStatus: "Subscribed", term: TERM, ...subscription }),
    looks,
    later,
  });
}

const MADE = { kind: "happened", standsAlone: true, isShown: true } as const;
const NOT_YET_SHOWN = { kind: "happened", standsAlone: true, isShown: false } as const;
const MADE_BY_ITSELF = { kind: "happened", standsAlone: false, isShown: true } as const;
const seats = { body: { quantity: 12, subscription: { planId: "team", quantity: 10 } } };

describe("a change that Microsoft asked about", () => {
  it.each<Case>([
    { when: "has succeeded and shows", action: "ChangeQuantity", ...seats, operation: { quantity: 12 }, subscription: { quantity: 12 }, then: MADE },
    { when: "has succeeded and does not show yet", action: "ChangeQuantity", ...seats, operation: { quantity: 12 }, then: { kind: "again", contradiction: null } },
    { when: "has succeeded and does not show for long", action: "ChangeQuantity", ...seats, operation: { quantity: 12 }, looks: LAG_LOOKS, then: NOT_YET_SHOWN },
    { when: "has succeeded and was changed again since", action: "ChangeQuantity", ...seats, operation: { quantity: 12 }, subscription: { quantity: 7 }, later: ["ChangeQuantity"], then: MADE },
    { when: "has succeeded and the subscription has ended since", action: "ChangeQuantity", ...seats, operation: { quantity: 12 }, later: ["Unsubscribe"], then: MADE },
    { when: "has succeeded, of a plan", action: "ChangePlan", body: { planId: "PRO" }, operation: { planId: "pro" }, subscription: { planId: "pro" }, then: MADE },
    { when: "has failed", action: "ChangeQuantity", ...seats, operation: { quantity: 12, status: "Failed" }, then: { kind: "not-made", outcome: "failed" } },
    { when: "met a conflict", action: "ChangeQuantity", ...seats, operation: { quantity: 12, status: "Conflict" }, then: { kind: "not-made", outcome: "failed" } },
    { when: "was refused and has failed", action: "ChangeQuantity", ...seats, isRefused: true, operation: { quantity: 12, status: "Failed" }, then: { kind: "not-made", outcome: "refused" } },
    { when: "was refused and made all the same", action: "ChangeQuantity", ...seats, isRefused: true, operation: { quantity: 12 }, subscription: { quantity: 12 }, then: MADE },
    { when: "is the echo of a refusal", action: "ChangeQuantity", body: { quantity: 10, subscription: { quantity: 10 } }, operation: { quantity: 10 }, then: { kind: "not-made", outcome: "unchanged" } },
    { when: "is of another action", action: "ChangeQuantity", ...seats, operation: { action: "ChangePlan", quantity: 12 }, then: { kind: "contradicted", contradiction: "It tells of ChangeQuantity, but Microsoft calls the operation ChangePlan." } },
    { when: "has another number of seats", action: "ChangeQuantity", ...seats, operation: { quantity: 50 }, then: { kind: "contradicted", contradiction: "It tells of 12 seats, but the operation has 50." } },
    { when: "has another plan", action: "ChangePlan", body: { planId: "pro" }, operation: { planId: "free" }, then: { kind: "contradicted", contradiction: "It tells of a change to pro, but the operation's plan is free." } },
    { when: "calls itself our own and is not", action: "ChangeQuantity", body: { quantity: 12, operationRequestSource: "Partner" }, operation: { quantity: 12, operationRequestSource: "Azure" }, then: { kind: "contradicted", contradiction: "It calls itself a change of our own, but Microsoft says that it is not." } },
    { when: "is not known to the API, and shows", action: "ChangeQuantity", ...seats, subscription: { quantity: 12 }, then: MADE_BY_ITSELF },
    { when: "is not known to the API, and does not show", action: "ChangeQuantity", ...seats, then: "unverified" },
    { when: "is not known to the API, and says nothing", action: "ChangeQuantity", then: "unverified" },
    { when: "was refused, and is not known to the API", action: "ChangeQuantity", ...seats, isRefused: true, then: { kind: "not-made", outcome: "refused" } },
    { when: "is a reinstatement that shows", action: "Reinstate", operation: {}, then: MADE },
    { when: "is a reinstatement that does not show", action: "Reinstate", operation: {}, subscription: { saasSubscriptionStatus: "Suspended" }, then: { kind: "again", contradiction: null } },
    { when: "is a reinstatement of what was suspended again since", action: "Reinstate", operation: {}, subscription: { saasSubscriptionStatus: "Suspended" }, later: ["Suspend"], then: MADE },
    { when: "is a reinstatement of what has ended", action: "Reinstate", subscription: { saasSubscriptionStatus: "Unsubscribed" }, then: "unverified" },
  ])("$when", (each) => expect(typeof each.then === "string" ? judged(each).kind : judged(each)).toEqual(each.then));
});

describe("what Microsoft told", () => {
  const suspended = { saasSubscriptionStatus: "Suspended" };
  const doubted = (contradiction: string | null) => ({ kind: "again", contradiction }) as const;
  it.each<Case>([
    { when: "a suspension shows", action: "Suspend", subscription: suspended, then: MADE_BY_ITSELF },
    { when: "a suspension shows, and the API knows it", action: "Suspend", operation: {}, subscription: suspended, then: MADE },
    { when: "a suspension does not show", action: "Suspend", then: doubted(null) },
    { when: "a suspension does not show for some seconds", action: "Suspend", looks: DOUBT_LOOKS, then: doubted("It tells of a suspension, but Microsoft calls the subscription Subscribed.") },
    { when: "a suspension never shows", action: "Suspend", looks: LAG_LOOKS, then: "contradicted" },
    { when: "a suspension does not show, but the API knows it", action: "Suspend", operation: {}, looks: DOUBT_LOOKS, then: doubted(null) },
    { when: "a suspension never shows, but the API knows it", action: "Suspend", operation: {}, looks: LAG_LOOKS, then: NOT_YET_SHOWN },
    { when: "a suspension was lifted since", action: "Suspend", operation: {}, later: ["Reinstate"], then: MADE },
    { when: "a suspension was lifted since, and the API does not know it", action: "Suspend", later: ["Reinstate"], then: { kind: "not-made", outcome: "unchanged" } },
    { when: "a suspension is not explained by a change of seats", action: "Suspend", later: ["ChangeQuantity"], looks: LAG_LOOKS, then: "contradicted" },
    { when: "an end shows", action: "Unsubscribe", subscription: { saasSubscriptionStatus: "Unsubscribed" }, then: MADE_BY_ITSELF },
    { when: "an end does not show for some seconds", action: "Unsubscribe", looks: DOUBT_LOOKS, then: doubted("It tells of a cancellation, but Microsoft calls the subscription Subscribed.") },
    { when: "an end is explained by nothing that comes later", action: "Unsubscribe", later: ["Renew", "Reinstate", "ChangePlan"], looks: LAG_LOOKS, then: "contradicted" },
    { when: "an end does not show, whatever Get Operation says", action: "Unsubscribe", operation: {}, looks: LAG_LOOKS, then: "contradicted" },
    { when: "a renewal shows", action: "Renew", body: { subscription: { term: NEXT_TERM } }, subscription: { term: NEXT_TERM }, then: MADE_BY_ITSELF },
    { when: "a renewal does not show yet", action: "Renew", body: { subscription: { term: NEXT_TERM } }, operation: {}, then: doubted(null) },
    { when: "a renewal does not show for long", action: "Renew", body: { subscription: { term: NEXT_TERM } }, operation: {}, looks: LAG_LOOKS, then: NOT_YET_SHOWN },
    { when: "a renewal without its term does not show yet", action: "Renew", then: doubted(null) },
    { when: "a renewal without its term shows", action: "Renew", subscription: { term: NEXT_TERM }, then: MADE_BY_ITSELF },
    { when: "a renewal of what is suspended since", action: "Renew", operation: {}, subscription: suspended, later: ["Suspend"], then: MADE },
    { when: "a renewal of what is suspended", action: "Renew", subscription: suspended, looks: LAG_LOOKS, then: "contradicted" },
    { when: "a beginning", action: "Subscribe", operation: {}, then: MADE },
    { when: "a beginning that is a purchase", action: "Subscribe", operation: {}, subscription: { saasSubscriptionStatus: "PendingFulfillmentStart" }, then: MADE },
    { when: "a beginning of what has ended", action: "Subscribe", subscription: { saasSubscriptionStatus: "Unsubscribed" }, looks: LAG_LOOKS, then: "contradicted" },
    { when: "something unheard of", action: "Transfer", then: MADE_BY_ITSELF },
    { when: "something unheard of that the API knows", action: "Transfer", operation: {}, then: MADE },
  ])("$when", (each) => expect(typeof each.then === "string" ? judged(each).kind : judged(each)).toEqual(each.then));
});
