import { z } from "zod";
import { endpoint, NO_BODY } from "@/lib/http/api-endpoint";
import { apiLicense, apiLicensePage, apiLicenseQuery, newApiLicense, type ApiLicense } from "@/lib/licenses/api";
import { apiSubscriptionParams } from "@/lib/subscriptions/api";

const example: ApiLicense = {
  id: "0d8f6b2e-91c4-4a7d-8e35-52b7c1f0a964",
  userId: "c3a8e5f1-2b64-4d97-b0c8-7f5d1e9a2364",
  tenantId: "5e1c7a3f-1f2b-4c0d-9a3e-0b6f2d9c8e71",
  userPrincipalName: "ada@contoso.example",
  name: "Ada Lindqvist",
  status: "assigned",
  assignedAt: "2026-11-03T09:21:44.310Z",
  assignedBy: "Mira Soto",
  unassignedAt: null,
  lastCheckedAt: "2026-11-20T07:58:12.004Z",
};

export const listLicenses = endpoint({
  method: "get",
  path: "/api/v1/subscriptions/{id}/licenses",
  operationId: "listLicenses",
  tag: "Licenses",
  summary: "List licenses",
  description: "Who has a seat of a subscription, whom it was given to last first.",
  scope: "licenses:read",
  params: apiSubscriptionParams,
  query: apiLicenseQuery,
  body: NO_BODY,
  answer: { status: 200, description: "One page of licenses.", schema: apiLicensePage, example: { items: [example], nextCursor: null } },
  faults: ["invalid-input", "not-found"],
});

export const createLicense = endpoint({
  method: "post",
  path: "/api/v1/subscriptions/{id}/licenses",
  operationId: "createLicense",
  tag: "Licenses",
  summary: "Assign a license",
  description: "Gives somebody of the customer's tenant a seat. Whoever has one keeps it, and nothing else is changed: it may be sent again. 409 says in its detail why no seat can be given: none is free, the subscription is not active, everybody may use it without one, or the tenant is another.",
  scope: "licenses:write",
  params: apiSubscriptionParams,
  query: z.object({}),
  body: { schema: newApiLicense, limit: 8_192, example: { userId: example.userId, userPrincipalName: "ada@contoso.example", name: "Ada Lindqvist" } },
  answer: { status: 201, description: "The license, which is new.", schema: apiLicense, example, otherwise: { status: 200, description: "The license that they had already." } },
  faults: ["invalid-input", "not-found", "conflict", "too-large"],
});
