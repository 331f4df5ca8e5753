import type { SeatUse } from "@/lib/licenses/overview/schema";
import type { LicenseModel } from "@/lib/offers/schema";

export const SEAT_USE_WORDS: Readonly<Record<SeatUse, string>> = {
  over: "More given than bought",
  full: "None free",
  unused: "None given",
};

/** Who may use a subscription, in a few words. */
export const MODEL_WORDS: Readonly<Record<LicenseModel, string>> = {
  seat: "By the seat",
  site: "Whole tenant",
  "first-come": "First come",
};
