import { BEGINNING } from "@/lib/actions/seal/chain";
import { database } from "@/lib/db/client";
import { insertRows } from "@/lib/db/testing/insert-rows";
import { initiatorOf, sealedRows } from "../action-rows";
import { subscriptionRows } from "../fill-rows";
import { makePublisher, type Person } from "./make-publisher";

const BATCH = 5_000;

export interface FilledLog {
  readonly key: string;
  readonly offerKey: string;
  /** Somebody who did a fifth of everything. */
  readonly initiatorUserId: string;
}

/** A publisher whose log has so many actions, all of them sealed. */
export async function fillActions(person: Person, key: string, count: number): Promise<FilledLog> {
  const of = await makePublisher(person, { key, name: key, count });
  const subscriptions = Array.from({ length: Math.ceil(count / 100) }, (_, number) => subscriptionRows(of, number).subscription);
  for (let first = 0; first < subscriptions.length; first += BATCH) await insertRows("Subscriptions", subscriptions.slice(first, first + BATCH));
  let place = BEGINNING;
  for (let first = 0; first < count; first += BATCH) {
    const batch = sealedRows(of, first, Math.min(count, first + BATCH), place);
    await insertRows("SubscriptionActions", batch.rows);
    place = batch.place;
  }
  await database().actionChain.create({ data: { publisherId: of.publisherId, lastNumber: place.number, lastSeal: place.seal, sealedAt: of.now } });
  return { key, offerKey: `${key}-teamboard`, initiatorUserId: initiatorOf(of.publisherId, 0) };
}
