import { z } from "zod";
import { memberOf } from "@/lib/auth/member-of";
import { route } from "@/lib/http/route";
import { exportOffers } from "@/lib/offers/export-offers";

/** The publisher's offer document, to be changed and applied again: for those who may see all of it. */
export const GET = route({ limit: 0, authenticate: memberOf("offers.manage"), input: z.object({}), faults: "html" }, async ({ caller: { scope } }) => {
  return new Response(await exportOffers(scope), {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${encodeURIComponent(scope.publisherKey)}-offers.yaml"`,
      "cache-control": "no-store",
    },
  });
});
