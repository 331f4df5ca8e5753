import { completeActivationEndpoint } from "@/app/api/v1/activations/complete/endpoint";
import { refusalOf } from "@/lib/activations/hand-off/api";
import { authenticateToken } from "@/lib/activations/hand-off/authenticate";
import { completeActivation } from "@/lib/activations/hand-off/complete";
import { TOKEN_HEADER } from "@/lib/activations/hand-off/schema";
import { serve } from "@/lib/http/api-endpoint";

/** So that Next does not watch what is read of each request, to find out as much. */
export const dynamic = "force-dynamic";

const complete = serve(completeActivationEndpoint, authenticateToken, async ({ caller, input }) => {
  const outcome = await completeActivation(caller, input.body);
  if (outcome.kind !== "taken") throw refusalOf(outcome);
  return undefined;
});

/** An API key is good for nothing here: a 401 names what is. */
export const POST: typeof complete = async (...call) => {
  const answer = await complete(...call);
  if (answer.status === 401) answer.headers.set("www-authenticate", TOKEN_HEADER);
  return answer;
};
