import { completeActivationEndpoint } from "@/app/api/v1/activations/complete/endpoint";
import { refusalOf } from "@/lib/activations/hand-off/api";
import { authenticateToken } from "@/lib/activations/hand-off/authenticate";
import { completeActivation } from "@/lib/activations/hand-off/complete";
import { serve } from "@/lib/http/api-endpoint";

/** So that Next does not watch what is read of each request, to find out as much. */
export const dynamic = "force-dynamic";

export const POST = serve(completeActivationEndpoint, authenticateToken, async ({ caller, input }) => {
  const outcome = await completeActivation(caller, input.body);
  if (outcome.kind !== "taken") throw refusalOf(outcome);
  return undefined;
});
