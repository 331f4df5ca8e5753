import { afterEach, beforeEach, expect, it } from "vitest";
import { publisherScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { newId } from "../kernel/ids";
import { findJobSubjects } from "./queries";
import { FOLLOW_ACTIVATION } from "./schema";

let mine: TestDatabase;
beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

async function anActivation(publisherId: number, name: string): Promise<{ activationId: number; subscriptionId: string }> {
  const subscriptionId = newId();
  const { id } = await database().activation.create({
    data: {
      state: "accepted",
      requestedTenantId: newId(),
      requestedObjectId: newId(),
      requestedName: "Mira",
      requestedAt: new Date(),
      subscription: { create: { id: newId(), subscriptionId, name, planId: "basic", quantity: 1, status: "PendingFulfillmentStart", billingCycle: "P1M", publisher: { connect: { id: publisherId } } } },
    },
  });
  return { activationId: id, subscriptionId };
}

it("names the subscription of each job that follows an activation, and none of another publisher or another kind", async () => {
  const ours = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const theirs = await database().publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
  const own = await anActivation(ours.id, "Ledger for Aurora");
  const unnamed = await anActivation(ours.id, "");
  const foreign = await anActivation(theirs.id, "Not ours");
  const job = (id: number, input: unknown, kind = FOLLOW_ACTIVATION.name) => ({ id, kind, input: JSON.stringify(input) });
  const subjects = await findJobSubjects(publisherScope({ publisherId: ours.id, publisherKey: "northwind", role: "viewer" }), [
    job(1, { activationId: own.activationId, attempt: 1 }),
    job(2, { activationId: own.activationId, attempt: 2 }),
    job(3, { activationId: unnamed.activationId, attempt: 1 }),
    job(4, { activationId: foreign.activationId, attempt: 1 }),
    job(5, { activationId: own.activationId, attempt: 1 }, "landing.sweep"),
    job(6, { activationId: "x" }),
    { id: 7, kind: FOLLOW_ACTIVATION.name, input: "{" },
  ]);
  expect([...subjects]).toEqual([
    [1, { subscriptionId: own.subscriptionId, name: "Ledger for Aurora" }],
    [2, { subscriptionId: own.subscriptionId, name: "Ledger for Aurora" }],
    [3, { subscriptionId: unnamed.subscriptionId, name: unnamed.subscriptionId }],
  ]);
  expect((await findJobSubjects(publisherScope({ publisherId: ours.id, publisherKey: "northwind", role: "viewer" }), [])).size).toBe(0);
});
