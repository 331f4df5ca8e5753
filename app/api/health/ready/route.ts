import { z } from "zod";
import { readiness } from "@/lib/http/readiness";
import { route } from "@/lib/http/route";

/** Whether a load balancer should send requests here: 200 or 503, and why. */
export const GET = route({ limit: 0, authenticate: () => Promise.resolve(null), input: z.object({}) }, async ({ now }) => {
  const answer = await readiness(now);
  return Response.json(answer, { status: answer.ready ? 200 : 503, headers: { "cache-control": "no-store" } });
});
