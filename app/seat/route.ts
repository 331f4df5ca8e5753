import { z } from "zod";
import { SEAT_PATH } from "@/app/seat/addresses";
import { anybody } from "@/lib/auth/anybody";
import { keepSecret, readInvitationSecret, SEAT_COOKIE } from "@/lib/auth/invitation-browser";
import { route } from "@/lib/http/route";
import { seeOther } from "@/lib/http/see-other";

const input = z.object({ query: z.string() });

/** The link to a seat: takes the secret out of the address, and goes on without it. Nothing is accepted by opening it. */
export const GET = route({ limit: 0, authenticate: anybody, input, faults: "html" }, async ({ input }) => {
  await keepSecret(SEAT_COOKIE, readInvitationSecret(input.query));
  return seeOther(SEAT_PATH);
});
