import { afterEach, beforeEach, expect, it } from "vitest";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { transaction } from "../db/transaction";
import type { Context, PublisherScope, UserActor } from "../kernel/context";
import { newId } from "../kernel/ids";
import { listAudit, recordAudit } from "./audit";
import { publisherScope } from "./scope";

let mine: TestDatabase;
beforeEach(async () => {
  mine = await testDatabase();
});
afterEach(() => mine.close());

it("tells two people of one name apart, by ids that neither chose", async () => {
  const { id: publisherId } = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const scope = publisherScope({ publisherId, publisherKey: "northwind", role: "owner" });
  const people = [1, 2].map((): UserActor => ({ kind: "user", tenantId: newId(), objectId: newId(), name: "Priya Raman", email: null }));
  for (const actor of people) {
    const ctx: Context<PublisherScope> = { actor, scope, correlationId: newId(), now: new Date() };
    await transaction(ctx, (writing) => recordAudit(writing, { type: "AlertClosed", publisherId, subject: "x" }));
  }
  const { items } = await listAudit(scope, {});
  expect(items.map(({ actorName, actorTenantId, actorObjectId }) => ({ actorName, actorTenantId, actorObjectId }))).toEqual(
    people.reverse().map(({ name, tenantId, objectId }) => ({ actorName: name, actorTenantId: tenantId, actorObjectId: objectId })),
  );
});
