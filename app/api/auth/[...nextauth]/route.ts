import { z } from "zod";
import { withDirectoryOutcome } from "@/app/(customer)/directory/addresses";
import { offerKeyOf, orderPath } from "@/app/landing/addresses";
import { arrive } from "@/lib/activations/landing/arrive";
import { anybody } from "@/lib/auth/anybody";
import { finishSignIn } from "@/lib/auth/finish-sign-in";
import { findLandingScope } from "@/lib/auth/landing-browser";
import { NotFoundError } from "@/lib/kernel/errors";
import { route, type Incoming } from "@/lib/http/route";
import { seeOther } from "@/lib/http/see-other";
import type { UserActor } from "@/lib/kernel/context";
import { findPublicOffer } from "@/lib/offers/queries";

const input = z.object({ params: z.object({ nextauth: z.array(z.string()) }) });

/** The OAuth callback, and nothing else of next-auth: sign-in and sign-out begin in server actions. */
export const GET = route({ limit: 0, authenticate: anybody, input, faults: "html" }, async ({ input, ...incoming }) => {
  if (input.params.nextauth.join("/") !== "callback/entra") throw new NotFoundError("page");
  const asked = new URL(incoming.request.url).searchParams;
  if (asked.has("admin_consent")) return seeOther(`/sign-in?directory=${asked.has("error") ? "not-allowed" : "allowed"}`);
  const finished = await finishSignIn(incoming.request, { correlationId: incoming.requestId, now: incoming.now });
  if (finished.kind === "directory") return seeOther(withDirectoryOutcome(finished.returnTo, finished.outcome));
  if (finished.kind === "failed") {
    const back = new URLSearchParams({ error: finished.problem, callbackUrl: finished.returnTo ?? "/" });
    return seeOther(`/sign-in?${back}`);
  }
  const response = new Response(null, { status: 303, headers: finished.response.headers });
  response.headers.set("location", await arriveAt(finished.returnTo, finished.user, incoming));
  response.headers.set("cache-control", "no-store");
  return response;
});

/** Who signed in on a landing page has their purchase resolved at once: the page itself only reads. */
async function arriveAt(path: string, actor: UserActor, { requestId, now }: Incoming): Promise<string> {
  const offerKey = offerKeyOf(path);
  const offer = offerKey === null ? null : await findPublicOffer(offerKey);
  const scope = offer && (await findLandingScope(offer));
  if (!scope) return path;
  const outcome = await arrive({ actor, scope, correlationId: requestId, now });
  return outcome.kind === "arrived" ? orderPath(outcome.offerKey) : path;
}
