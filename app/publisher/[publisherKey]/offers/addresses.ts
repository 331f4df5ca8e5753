import { env } from "@/lib/kernel/env";

/** What is typed in at Partner Center as the offer's landing page URL. */
export function landingAddress(offerKey: string): string {
  return `${env().PORTAL_URL}/landing/${encodeURIComponent(offerKey)}`;
}

/** What is typed in there as the offer's connection webhook. */
export function webhookAddress(offerKey: string): string {
  return `${env().PORTAL_URL}/api/webhook/${encodeURIComponent(offerKey)}`;
}
