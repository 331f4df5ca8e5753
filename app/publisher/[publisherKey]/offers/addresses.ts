import { env } from "@/lib/kernel/env";

/** What is typed in at Partner Center as the offer's landing page URL. */
export function landingAddress(offerKey: string): string {
  return `${env().PORTAL_URL}/landing/${encodeURIComponent(offerKey)}`;
}

/** What the publisher's own system calls when it has set a subscription up, or could not. */
export function completeAddress(): string {
  return `${env().PORTAL_URL}/api/v1/activations/complete`;
}
