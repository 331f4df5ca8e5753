import { z } from "zod";
import { closeDatabase, database } from "@/lib/db/client";
import { insertRows } from "@/lib/db/testing/insert-rows";
import { createApiKey } from "@/lib/team/create-api-key";
import { staffContext } from "@/scripts/portal/context";
import { subscriptionRows } from "./fill-rows";
import { licenseRows } from "./license-rows";
import { ACTIONS, LARGE, LICENSES, SMALL } from "./names";
import { fillActions } from "./testing/fill-actions";
import { makePublisher } from "./testing/make-publisher";

/**
 * Two publishers in the database of DATABASE_URL, one with a hundred times the subscriptions of the other, and one
 * person on the staff of both. Writes rows as they are: no command of the portal makes so many.
 */
const [small, large] = [
  { key: "bench-small", name: "Bench Small", subscriptions: SMALL, licenses: LICENSES / 100 },
  { key: "bench-large", name: "Bench Large", subscriptions: LARGE, licenses: LICENSES },
];
const BATCH = 2_000;

const person = z.object({ tenantId: z.guid(), objectId: z.guid(), label: z.string() }).parse(JSON.parse(process.argv[2] ?? ""));

/** @returns one of its subscriptions, of those far back that nobody finds among the first */
async function fill(publisher: typeof small) {
  const of = await makePublisher(person, { ...publisher, count: publisher.subscriptions });
  let left = publisher.licenses;
  for (let first = 0; first < of.count; first += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, of.count - first) }, (_, offset) => subscriptionRows(of, first + offset));
    const licenses = rows.map(({ subscription }) => {
      const given = licenseRows(of.publisherId, subscription, left, of.now);
      left -= given.length;
      return given;
    });
    await insertRows("Subscriptions", rows.map(({ subscription }, index) => ({ ...subscription, acquiredLicenses: licenses[index]?.length ?? 0 })));
    await insertRows("SubscriptionUsers", licenses.flat());
    await insertRows("Activations", rows.flatMap(({ activations }) => activations));
    await insertRows("SubscriptionActions", rows.flatMap(({ actions }) => actions));
  }
  const { subscriptionId, name, beneficiaryEmail } = subscriptionRows(of, Math.floor(of.count * 0.6)).subscription;
  return { key: publisher.key, publisherId: of.publisherId, subscriptionId, name, customer: beneficiaryEmail };
}

/** A subscription of its own with so many people on it, which the person manages. @returns Microsoft's id of it */
async function fillSeats(key: string, licenses: number): Promise<string> {
  const of = await makePublisher(person, { key, name: key, count: 1 });
  const subscription = { ...subscriptionRows(of, 0).subscription, tenantId: person.tenantId, planId: "team-monthly", perSeat: true, status: "Subscribed", quantity: licenses + 10 };
  await insertRows("Subscriptions", [{ ...subscription, acquiredLicenses: licenses }]);
  const rows = licenseRows(of.publisherId, subscription, licenses, of.now);
  for (let first = 0; first < rows.length; first += BATCH) await insertRows("SubscriptionUsers", rows.slice(first, first + BATCH));
  const { tenantId, objectId, label } = person;
  await database().subscriptionManager.create({ data: { subscriptionInfoId: subscription.id, tenantId, objectId, name: label, reason: "beneficiary", since: of.now } });
  return subscription.subscriptionId;
}

const seats = { small: await fillSeats("bench-seats-small", LICENSES / 100), large: await fillSeats("bench-seats-large", LICENSES) };
const filled = { small: await fill(small), large: await fill(large) };
const { key: apiKey } = await createApiKey(staffContext(large.key), { name: "bench", scopes: ["subscriptions:read", "license-checks"] });
const { key: offerKey, publisherId, id: offerId } = await database().offer.findUniqueOrThrow({ where: { key: process.argv[3] ?? "" } });
const actions = process.argv[4] === "with-actions" ? { small: await fillActions(person, "bench-actions-small", SMALL), large: await fillActions(person, "bench-actions-large", ACTIONS) } : null;
process.stdout.write(JSON.stringify({ ...filled, actions, seats, apiKey, called: { offerKey, publisherId, offerId } }));
await closeDatabase();
