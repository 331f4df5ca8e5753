import { PortalError } from "../../kernel/errors";
import type { CompleteOutcome } from "./complete";

/** What the API answers where a report was not taken. */
export function refusalOf(outcome: Exclude<CompleteOutcome, { kind: "taken" }>): PortalError {
  if (outcome.kind === "used") {
    return new PortalError("conflict", { what: "This activation has been reported on.", why: "A token is good for one call, and it was made.", todo: "Nothing: the first report counts." });
  }
  const why = outcome.why === "expired" ? "Its token has expired." : "The publisher's staff decided it meanwhile, or the subscription has ended: its token was revoked.";
  return new PortalError("gone", { what: "This activation is not waited for any more.", why, todo: "Undo what was set up for it, unless a newer message about the same subscription has come." });
}
