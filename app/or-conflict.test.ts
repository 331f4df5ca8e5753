import { afterAll, beforeAll, expect, it } from "vitest";
import { orConflict } from "@/app/or-conflict";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { addSeconds } from "@/lib/kernel/clock";
import { newId } from "@/lib/kernel/ids";
import { createApiKey } from "@/lib/team/create-api-key";
import { inviteMember } from "@/lib/team/invite-member";
import { NOW, testPublisher, type TestPublisher } from "@/lib/team/testing";

let mine: TestDatabase;
let ours: TestPublisher;
beforeAll(async () => {
  mine = await testDatabase();
  ours = await testPublisher();
  const each = (count: number) => Array.from({ length: count }, () => ({ publisherId: ours.publisherId, hash: newId(), createdAt: NOW }));
  await mine.database.invitation.createMany({ data: each(100).map((row) => ({ ...row, tenantId: newId(), label: "x", role: "viewer", invitedBy: "x", expiresAt: addSeconds(NOW, 60) })) });
  await mine.database.apiKey.createMany({ data: each(50).map((row) => ({ ...row, name: "x", hint: "mpp_x", scopes: "licenses:read", createdBy: "x" })) });
});
afterAll(() => mine.close());

it.each<[string, () => Promise<unknown>, string]>([
  ["a link too many", () => inviteMember(ours.system, { tenantId: newId(), label: "Tove", role: "viewer" }), "100 invitations are open already. Take back those that nobody will use."],
  ["a key too many", () => createApiKey(ours.system, { name: "ERP", scopes: ["licenses:read"] }), "There are 50 keys already. Revoke one that no system uses any more."],
])("a form tells of %s what to do", async (_, make, words) => {
  expect(await orConflict(make())).toEqual({ kind: "conflict", words });
});

it("hands on what was done, and every other fault", async () => {
  expect(await orConflict(Promise.resolve(7))).toEqual({ kind: "done", value: 7 });
  await expect(orConflict(inviteMember({ ...ours.system, scope: { ...ours.system.scope, publisherKey: "nobody" } }, { tenantId: newId(), label: "x", role: "viewer" }))).rejects.toMatchObject({ code: "not-found" });
});
