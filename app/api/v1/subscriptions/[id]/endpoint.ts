import { z } from "zod";
import { exampleSubscription } from "@/app/api/v1/subscriptions/example";
import { endpoint, NO_BODY } from "@/lib/http/api-endpoint";
import { apiSubscription, apiSubscriptionParams } from "@/lib/subscriptions/api";

export const getSubscription = endpoint({
  method: "get",
  path: "/api/v1/subscriptions/{id}",
  operationId: "getSubscription",
  tag: "Subscriptions",
  summary: "Get a subscription",
  description: "One of your subscriptions, as the portal knows it. It does not ask Microsoft: checkedAt says when that was last done.",
  scope: "subscriptions:read",
  params: apiSubscriptionParams,
  query: z.object({}),
  body: NO_BODY,
  answer: { status: 200, description: "The subscription.", schema: apiSubscription, example: exampleSubscription },
  faults: ["invalid-input", "not-found"],
});
