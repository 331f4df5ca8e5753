import { z } from "zod";
import { renderError } from "../http/render-error";
import { route } from "../http/route";
import { webhookCaller } from "./authenticate";
import { changeRefused, receiveCall } from "./receive";

const LARGEST_CALL = 256 * 1024;

/** The connection webhook as HTTP. Never limited by rate: a 429 would refuse a customer's change. */
export const webhook = route({ limit: LARGEST_CALL, authenticate: webhookCaller, input: z.object({ body: z.string() }) }, async ({ request, requestId, caller, input: { body } }) => {
  const { refusal } = await receiveCall(caller, { body, headers: request.headers });
  if (refusal !== null) return renderError(changeRefused(refusal), requestId);
  return Response.json({ received: true }, { headers: { "cache-control": "no-store" } });
});
