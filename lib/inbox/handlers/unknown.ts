import type { ToldHandler } from "./handler";

/** Whatever Microsoft may think of next: nothing is refused, and the subscription is read anew. */
export const unknown: ToldHandler = { isDecided: false, provenBy: "subscription", contradiction: () => null, overtakenBy: [], isUnknown: true };
