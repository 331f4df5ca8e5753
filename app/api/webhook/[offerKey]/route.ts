import { z } from "zod";
import { renderError } from "@/lib/http/render-error";
import { route } from "@/lib/http/route";
import { webhookCaller } from "@/lib/inbox/authenticate";
import { changeRefused, receiveCall } from "@/lib/inbox/receive";

const input = z.object({ body: z.string() });

/** Microsoft's connection webhook of one offer. Never limited by rate: a 429 would refuse a customer's change. */
export const POST = route({ limit: 256 * 1024, authenticate: webhookCaller, input }, async ({ request, requestId, caller, input: { body } }) => {
  const { refusal } = await receiveCall(caller, { body, headers: request.headers });
  if (refusal !== null) return renderError(changeRefused(refusal), requestId);
  return Response.json({ received: true }, { headers: { "cache-control": "no-store" } });
});
