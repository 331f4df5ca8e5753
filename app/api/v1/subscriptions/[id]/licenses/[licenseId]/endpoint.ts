import { z } from "zod";
import { endpoint, NO_ANSWER, NO_BODY } from "@/lib/http/api-endpoint";
import { apiLicenseParams } from "@/lib/licenses/api";

export const deleteLicense = endpoint({
  method: "delete",
  path: "/api/v1/subscriptions/{id}/licenses/{licenseId}",
  operationId: "deleteLicense",
  tag: "Licenses",
  summary: "Take a license back",
  description: "Frees the seat. Of a license that was taken back already nothing is changed: it may be sent again.",
  scope: "licenses:write",
  params: apiLicenseParams,
  query: z.object({}),
  body: NO_BODY,
  answer: { ...NO_ANSWER, status: 204, description: "They have it no more." },
  faults: ["invalid-input", "not-found"],
});
