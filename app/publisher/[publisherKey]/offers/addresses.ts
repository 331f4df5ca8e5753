import { env } from "@/lib/kernel/env";

/** What is typed in at Partner Center as the offer's landing page URL. */
export function landingAddress(offerKey: string): string {
  return `${env().PORTAL_URL}/landing/${encodeURIComponent(offerKey)}`;
}
