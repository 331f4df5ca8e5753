import { z } from "zod";
import { metricsReader } from "@/lib/auth/metrics-reader";
import { route } from "@/lib/http/route";
import { registry } from "@/lib/kernel/metrics";

/** What this process has counted, as Prometheus reads it. */
export const GET = route({ limit: 0, authenticate: metricsReader, input: z.object({}) }, async () => {
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType, "cache-control": "no-store" } });
});
