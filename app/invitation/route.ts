import { z } from "zod";
import { ACCEPT_PATH } from "@/app/invitation/addresses";
import { anybody } from "@/lib/auth/anybody";
import { INVITATION_COOKIE, keepSecret, readInvitationSecret } from "@/lib/auth/invitation-browser";
import { route } from "@/lib/http/route";
import { seeOther } from "@/lib/http/see-other";

const input = z.object({ query: z.string() });

/** The link of an invitation: takes the secret out of the address, and goes on without it. Nothing is accepted by opening it. */
export const GET = route({ limit: 0, authenticate: anybody, input, faults: "html" }, async ({ input }) => {
  await keepSecret(INVITATION_COOKIE, readInvitationSecret(input.query));
  return seeOther(ACCEPT_PATH);
});
