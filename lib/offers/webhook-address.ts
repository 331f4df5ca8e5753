import { env } from "../kernel/env";

/** What is typed in at Partner Center as the offer's connection webhook; with the key, where calls have to carry one. */
export function webhookAddress(offerKey: string, key?: string): string {
  const address = `${env().PORTAL_URL}/api/webhook/${encodeURIComponent(offerKey)}`;
  return key === undefined ? address : `${address}?key=${encodeURIComponent(key)}`;
}
