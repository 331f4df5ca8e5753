import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { ROLES, type UserActor } from "../kernel/context";
import { newId } from "../kernel/ids";
import { scopeOfMember } from "./member-of";
import { LOWEST_ROLE, PERMISSIONS, may } from "./permissions";

let mine: TestDatabase;
const person: UserActor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya", email: null };

beforeEach(async () => {
  mine = await testDatabase();
  await database().publisher.create({ data: { key: "northwind", name: "Northwind", members: { create: { tenantId: person.tenantId, objectId: person.objectId, label: "Priya", role: "viewer", addedAt: new Date() } } } });
  await database().publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
});
afterEach(() => mine.close());

describe("a member's reach", () => {
  it("is what their role allows at this moment", async () => {
    for (const role of ROLES) {
      await database().member.updateMany({ data: { role } });
      for (const permission of PERMISSIONS) {
        const asked = scopeOfMember(person, "northwind", permission);
        if (may(role, permission)) expect(await asked).toMatchObject({ kind: "publisher", publisherKey: "northwind", role });
        else await expect(asked, `${role} ${permission} (${LOWEST_ROLE[permission]})`).rejects.toMatchObject({ code: "forbidden" });
      }
    }
  });

  it.each<[string, UserActor, string]>([
    ["another publisher", person, "fabrikam"],
    ["no publisher", person, "nobody"],
    ["a publisher on whose staff somebody of the same tenant is", { ...person, objectId: newId() }, "northwind"],
    ["a publisher on whose staff somebody of the same object id is, in another tenant", { ...person, tenantId: newId() }, "northwind"],
  ])("does not go to %s", async (_, user, publisherKey) => {
    await expect(scopeOfMember(user, publisherKey, "offers.read")).rejects.toMatchObject({ code: "not-found" });
  });

  it("is not widened by something else than a key, which an argument of a server action may be", async () => {
    const anything = z.custom<string>().parse({ startsWith: "" });
    await expect(scopeOfMember(person, anything, "offers.read")).rejects.toMatchObject({ code: "not-found" });
  });

  it("ends with the removal", async () => {
    await database().member.updateMany({ data: { removedAt: new Date() } });
    await expect(scopeOfMember(person, "northwind", "offers.read")).rejects.toMatchObject({ code: "not-found" });
  });
});
