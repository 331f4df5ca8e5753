import { ENDPOINTS } from "@/app/api/v1/endpoints";
import { apiDocument, type ApiDocument } from "@/lib/http/api-document";
import { env } from "@/lib/kernel/env";

const DESCRIPTION = "What a publisher's own systems ask and tell the portal. JSON over HTTPS; times are ISO 8601 in UTC, quantities and money are numbers, and a field without a value is null. A word that Microsoft may add to one day (a status, an operation) is passed on as it comes: expect words that are not listed here.";

let document: ApiDocument | undefined;

/** The description of the v1 API, made of the schemas that check its calls. */
export function describeApi(): ApiDocument {
  document ??= apiDocument(ENDPOINTS, { title: "Marketplace portal API", version: "1", description: DESCRIPTION, serverUrl: env().PORTAL_URL });
  return document;
}
