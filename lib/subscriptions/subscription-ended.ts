import { z } from "zod";
import { jobKind } from "../jobs/kind";

/** Asked for when Microsoft calls a subscription Unsubscribed for the first time: licenses end with it. */
export const SUBSCRIPTION_ENDED = jobKind("subscriptions.ended", z.object({ subscriptionId: z.guid() }));
