import { LICENSE_MODELS, type LicenseModel } from "../offers/schema";

interface Licensed {
  readonly planId: string;
  readonly perSeat: boolean;
  readonly offer: { readonly plans: readonly { readonly planId: string; readonly perSeat: boolean; readonly licenseModel: string | null }[] } | null;
}

/** Who may use a subscription: as its plan is set up; where nothing is said, by the seat or, on a flat plan, everybody of the customer. */
export function licenseModelOf({ planId, perSeat, offer }: Licensed): LicenseModel {
  const plan = offer?.plans.find((each) => each.planId === planId);
  return LICENSE_MODELS.find((model) => model === plan?.licenseModel) ?? (perSeat || plan?.perSeat ? "seat" : "site");
}
