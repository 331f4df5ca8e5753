import type { LicenseModel } from "@/lib/offers/schema";

/** What each model means for a customer's people. */
export const LICENSE_MODEL_WORDS: Readonly<Record<LicenseModel, string>> = {
  seat: "Whoever was given a seat",
  site: "Everybody of the customer",
  "first-come": "Whoever uses it first, until the seats are taken",
};

/** What counts where nothing is chosen. */
export function defaultLicenseWords(perSeat: boolean): string {
  return LICENSE_MODEL_WORDS[perSeat ? "seat" : "site"];
}
