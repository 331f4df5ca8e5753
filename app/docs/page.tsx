import type { Metadata } from "next";
import { describeApi } from "@/app/api/v1/document";
import { ApiDocs } from "@/components/api-docs/api-docs";
import { readDocument } from "@/components/api-docs/read-document";
import { env } from "@/lib/kernel/env";

export const metadata: Metadata = { title: "API" };

export default function ApiDocsPage() {
  return <ApiDocs api={readDocument(describeApi())} documentHref="/api/v1/openapi.json" apiCallsPerMinute={env().RATE_LIMIT_API_PER_MINUTE} />;
}
