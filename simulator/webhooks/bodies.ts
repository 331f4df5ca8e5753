import { marketplaceId } from "../ids";

/** `plain`, and what publishers were seen to receive, or have to expect. */
export const BODY_KINDS = ["plain", "minimal", "empty-strings", "no-source", "partial-subscription", "unknown-action", "forged"] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

type Body = Record<string, unknown>;

/** What is sent instead of the body of today. */
export function bodyOf(kind: BodyKind, body: Body): Body {
  const { id, activityId, operationRequestSource, subscriptionId, timeStamp, action } = body;
  switch (kind) {
    case "minimal":
      return { id, activityId, operationRequestSource, subscriptionId, timeStamp, action };
    case "empty-strings":
      return { action, activityId, id, offerId: "", planId: "", publisherId: "", quantity: "", status: "", subscriptionId, timeStamp };
    case "no-source":
      return Object.fromEntries(Object.entries(body).filter(([name]) => name !== "operationRequestSource"));
    case "partial-subscription": {
      const { publisherId, offerId } = body;
      return { ...body, subscription: { id: subscriptionId, publisherId, offerId, name: "Subscription" } };
    }
    case "unknown-action":
      return { ...body, action: "Relocate" };
    // Nothing of it is true but the subscription that it is about.
    case "forged":
      return { ...body, id: marketplaceId(), action: "Unsubscribe", status: "Succeeded", planId: "forged-plan", quantity: 999_999 };
    default:
      return body;
  }
}
