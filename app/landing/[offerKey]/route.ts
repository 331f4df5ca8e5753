import { z } from "zod";
import { orderPath } from "@/app/landing/addresses";
import { arrive } from "@/lib/activations/landing/arrive";
import { openLanding } from "@/lib/activations/landing/open-landing";
import { readPurchaseToken } from "@/lib/activations/landing/purchase-token";
import { anybody } from "@/lib/auth/anybody";
import { openLandingScope } from "@/lib/auth/landing-browser";
import { route } from "@/lib/http/route";
import { seeOther } from "@/lib/http/see-other";
import { findPublicOffer } from "@/lib/offers/queries";

const input = z.object({ params: z.object({ offerKey: z.string() }), query: z.string() });

/** Where Microsoft sends a buyer: takes the purchase token out of the address, and goes on without it. */
export const GET = route({ limit: 0, authenticate: anybody, input, faults: "html" }, async ({ caller, input, requestId, now }) => {
  const order = orderPath(input.params.offerKey);
  const offer = await findPublicOffer(input.params.offerKey);
  const brought = readPurchaseToken(input.query);
  if (offer === null || brought === null) return seeOther(order);
  if (brought === "unreadable") return seeOther(`${order}?problem=unreadable`);

  const ctx = { actor: caller ?? { kind: "visitor" as const }, scope: await openLandingScope(offer), correlationId: requestId, now };
  await openLanding(ctx, brought.token);
  if (caller === null) return seeOther(order);
  const outcome = await arrive({ ...ctx, actor: caller });
  return seeOther(outcome.kind === "arrived" ? orderPath(outcome.offerKey) : order);
});
