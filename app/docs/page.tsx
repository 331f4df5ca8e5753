import type { Metadata } from "next";
import { describeApi } from "@/app/api/v1/document";
import { ApiDocs } from "@/components/api-docs/api-docs";
import { readDocument } from "@/components/api-docs/read-document";
import { LICENSE_CHECKS_BY_CALLS } from "@/lib/http/rate-limit";
import { env } from "@/lib/kernel/env";

export const metadata: Metadata = { title: "API" };

export default function ApiDocsPage() {
  const { RATE_LIMIT_API_PER_MINUTE: calls } = env();
  return <ApiDocs api={readDocument(describeApi())} documentHref="/api/v1/openapi.json" apiCallsPerMinute={calls} licenseChecksPerMinute={LICENSE_CHECKS_BY_CALLS * calls} />;
}
