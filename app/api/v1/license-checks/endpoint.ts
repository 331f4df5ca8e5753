import { z } from "zod";
import { endpoint } from "@/lib/http/api-endpoint";
import { LICENSE_CHECKS_BY_CALLS } from "@/lib/http/rate-limit";
import { licenseAnswer, licenseQuestion } from "@/lib/licenses/check/schema";

export const checkLicenseEndpoint = endpoint({
  method: "post",
  path: "/api/v1/license-checks",
  operationId: "checkLicense",
  tag: "License checks",
  summary: "Check a license",
  description: `Whether somebody may use your product: ask it when they sign in there. The tenant and the object id of their token decide, never a name or a mail address. Of several subscriptions the answer is about one that licenses them, else about the one that comes closest to it.\n\nWhere a plan is first come, first served, the check gives them a seat while there is one. Nothing is remembered between two checks: a seat that was taken back counts from the next one on. A key may make ${LICENSE_CHECKS_BY_CALLS} times as many checks a minute as other calls, and they are counted by themselves.`,
  scope: "license-checks",
  params: z.object({}),
  query: z.object({}),
  body: { schema: licenseQuestion, limit: 4_096, example: { tenantId: "5e1c7a3f-1f2b-4c0d-9a3e-0b6f2d9c8e71", userId: "c3a8e5f1-2b64-4d97-b0c8-7f5d1e9a2364", offerId: "teamboard" } },
  answer: {
    status: 200,
    description: "Whether they have a license, and why.",
    schema: licenseAnswer,
    example: { licensed: true, reason: "assigned", subscriptionId: "37f9dea2-4345-438f-b0bd-03d40d28c7e0", planId: "team-monthly", status: "Subscribed" },
  },
  faults: ["invalid-input", "too-large"],
});
