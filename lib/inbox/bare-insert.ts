import { database } from "../db/client";
import { newId } from "../kernel/ids";

/**
 * One committed row of the inbox and nothing besides: what the webhook's speed is measured against (`npm run bench`).
 * Only test builds have a route that leads here.
 */
export async function insertBare(of: { readonly publisherId: number; readonly offerId: number }, body: string): Promise<void> {
  const now = new Date();
  const id = newId();
  await database().inboxEvent.create({
    data: { ...of, id, subscriptionId: id, operationId: id, action: "Yardstick", receivedAt: now, lastReceivedAt: now, body, headers: "{}", correlationId: id, state: "processed" },
    select: { number: true },
  });
}
