import { z } from "zod";
import { anybody } from "@/lib/auth/anybody";
import { seeOther } from "@/lib/http/see-other";
import { route } from "@/lib/http/route";
import { findOnlyOfferKey } from "@/lib/offers/queries";

const input = z.object({ query: z.string() });

/** While there is exactly one offer, its landing page also answers without the offer in the address. */
export const GET = route({ limit: 0, authenticate: anybody, input, faults: "html" }, async ({ input }) => {
  const offerKey = (await findOnlyOfferKey()) ?? "unspecified";
  return seeOther(`/landing/${offerKey}${input.query ? `?${input.query}` : ""}`);
});
