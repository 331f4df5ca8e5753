import { z } from "zod";
import { exampleSubscription } from "@/app/api/v1/subscriptions/example";
import { endpoint, NO_BODY } from "@/lib/http/api-endpoint";
import { apiSubscriptionPage, apiSubscriptionQuery } from "@/lib/subscriptions/api";

export const listSubscriptions = endpoint({
  method: "get",
  path: "/api/v1/subscriptions",
  operationId: "listSubscriptions",
  tag: "Subscriptions",
  summary: "List subscriptions",
  description: "Your subscriptions, the newest first. Filters are combined: a subscription has to meet all of them.",
  scope: "subscriptions:read",
  params: z.object({}),
  query: apiSubscriptionQuery,
  body: NO_BODY,
  answer: { status: 200, description: "One page of subscriptions.", schema: apiSubscriptionPage, example: { items: [exampleSubscription], nextCursor: null } },
  faults: ["invalid-input"],
});
