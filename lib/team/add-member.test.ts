import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import type { Context, SystemScope } from "../kernel/context";
import { newId } from "../kernel/ids";
import { addMember, type NewMember } from "./add-member";

let mine: TestDatabase;

beforeEach(async () => {
  mine = await testDatabase();
  for (const key of ["northwind", "fabrikam"]) await database().publisher.create({ data: { key, name: key } });
});
afterEach(() => mine.close());

const PRIYA: NewMember = { publisherKey: "northwind", tenantId: newId(), objectId: newId(), label: "priya@northwind.example", role: "operator" };

function at(time: string): Context<SystemScope> {
  return { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: new Date(time) };
}

const FIRST = at("2026-01-01T00:00:00Z");
const LATER = at("2026-02-01T00:00:00Z");

async function members() {
  const rows = await database().member.findMany({ include: { publisher: true }, orderBy: { id: "asc" } });
  return rows.map(({ publisher, tenantId, objectId, label, role, addedAt, removedAt }) => ({ publisherKey: publisher.key, tenantId, objectId, label, role, addedAt, removedAt }));
}

describe("addMember", () => {
  it("puts somebody on the staff", async () => {
    expect(await addMember(FIRST, PRIYA)).toBe("added");
    expect(await members()).toEqual([{ ...PRIYA, addedAt: FIRST.now, removedAt: null }]);
  });

  it("leaves whoever is there as they are", async () => {
    await addMember(FIRST, PRIYA);
    expect(await addMember(LATER, PRIYA)).toBe("unchanged");
    expect(await members()).toEqual([{ ...PRIYA, addedAt: FIRST.now, removedAt: null }]);
  });

  it.each([{ role: "owner" as const }, { label: "Priya Raman" }])("changes %o", async (change) => {
    await addMember(FIRST, PRIYA);
    expect(await addMember(LATER, { ...PRIYA, ...change })).toBe("changed");
    expect(await members()).toEqual([{ ...PRIYA, ...change, addedAt: FIRST.now, removedAt: null }]);
  });

  it("lets somebody who was removed in again, in the role that is given now", async () => {
    await addMember(FIRST, { ...PRIYA, role: "owner" });
    await database().member.updateMany({ data: { removedAt: FIRST.now } });
    expect(await addMember(LATER, { ...PRIYA, role: "viewer" })).toBe("restored");
    expect(await members()).toEqual([{ ...PRIYA, role: "viewer", addedAt: LATER.now, removedAt: null }]);
  });

  it("keeps two publishers, two people and two tenants apart", async () => {
    const others = [{ publisherKey: "fabrikam" }, { objectId: newId() }, { tenantId: newId() }];
    await addMember(FIRST, PRIYA);
    for (const other of others) expect(await addMember(FIRST, { ...PRIYA, ...other })).toBe("added");
    expect(await members()).toHaveLength(4);
  });

  it("is one row for the same person added at once", async () => {
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => addMember(FIRST, PRIYA)));
    expect(outcomes.sort()).toEqual(["added", "unchanged", "unchanged", "unchanged", "unchanged"]);
    expect(await members()).toHaveLength(1);
  });

  it("knows no other publisher than those that there are", async () => {
    await expect(addMember(FIRST, { ...PRIYA, publisherKey: "nobody" })).rejects.toMatchObject({ code: "not-found" });
    expect(await members()).toEqual([]);
  });
});

describe("the staff's audit", () => {
  it("has one line for every change, and none for nothing", async () => {
    const owner = { ...PRIYA, role: "owner" as const };
    await addMember(FIRST, owner);
    await addMember(FIRST, { ...owner, objectId: newId(), label: "Olga" });
    await addMember(FIRST, owner);
    await addMember(FIRST, { ...owner, label: "Priya Raman" });
    await addMember(FIRST, { ...owner, label: "Priya Raman", role: "viewer" });
    const lines = await database().auditEntry.findMany({ orderBy: { number: "asc" } });
    expect(lines.map(({ type, subject, actorKind }) => `${type} ${subject} ${actorKind}`)).toEqual([
      "MemberAdded priya@northwind.example command-line",
      "MemberAdded Olga command-line",
      "MemberRenamed Priya Raman command-line",
      "MemberRoleChanged Priya Raman command-line",
    ]);
  });

  it("has none for the last owner, who stays what they are", async () => {
    await addMember(FIRST, { ...PRIYA, role: "owner" });
    expect(await addMember(LATER, PRIYA)).toBe("last-owner");
    expect((await members())[0]?.role).toBe("owner");
    expect(await database().auditEntry.count()).toBe(1);
  });
});
