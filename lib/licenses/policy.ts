import type { LicenseModel } from "../offers/schema";
import { stateOf } from "../subscriptions/policy";
import type { SeatRefusal } from "./schema";

/** Why no seat can be given on a subscription, but for all being taken; null: one can. */
export function whyNoSeats(status: string, model: LicenseModel): Exclude<SeatRefusal, "no-seat"> | null {
  switch (stateOf(status, null)) {
    case "suspended":
      return "suspended";
    case "unsubscribed":
      return "unsubscribed";
    case "subscribed":
      return model === "site" ? "not-needed" : null;
    default:
      return "not-activated";
  }
}

/** Seats beyond those that were bought, after a reduction; 0 for none. */
export function overAssigned({ acquiredLicenses, quantity }: { readonly acquiredLicenses: number; readonly quantity: number }): number {
  return Math.max(0, acquiredLicenses - quantity);
}
