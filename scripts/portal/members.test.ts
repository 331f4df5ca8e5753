import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { newId } from "@/lib/kernel/ids";
import { runPortal, type Told } from "./testing";

const TENANT = newId();
const [OLGA, TOVE] = [newId(), newId()];
let mine: TestDatabase;

beforeAll(async () => {
  mine = await testDatabase();
  await mine.database.publisher.create({ data: { key: "northwind", name: "Northwind" } });
});
afterAll(() => mine.close());

function portal(line: string): Promise<Told> {
  return runPortal(line.split(" "), { DATABASE_URL: mine.url });
}

const person = (objectId: string) => `--publisher northwind --tenant ${TENANT} --object ${objectId}`;

describe("npm run portal -- members", () => {
  it("lists whom it added, removes one, and keeps the last owner", async () => {
    expect((await portal("members list --publisher northwind")).out).toContain("members add lets the first one in");
    await portal(`members add ${person(OLGA)} --label Olga`);
    await portal(`members add ${person(TOVE)} --label Tove --role viewer`);
    const { out } = await portal("members list --publisher northwind");
    expect(out).toBe(`owner     Olga  (tenant ${TENANT}, object ${OLGA})\nviewer    Tove  (tenant ${TENANT}, object ${TOVE})\n`);
    expect(JSON.parse((await portal("members list --publisher northwind --json")).out)).toMatchObject([{ label: "Olga", role: "owner", objectId: OLGA }, { label: "Tove" }]);

    expect(await portal(`members remove ${person(OLGA)}`)).toMatchObject({ code: 1, err: "Olga stays an owner. northwind has no other one. Make somebody else an owner first.\n" });
    expect(await portal(`members remove ${person(TOVE)}`)).toMatchObject({ code: 0, out: "Tove is not on the staff of northwind any more.\n" });
    expect((await portal(`members remove ${person(TOVE)}`)).err).toContain("There is no such member of northwind.");
    expect(await mine.database.auditEntry.findMany({ select: { type: true, actorKind: true } })).toEqual(
      ["MemberAdded", "MemberAdded", "MemberRemoved"].map((type) => ({ type, actorKind: "command-line" })),
    );
  }, 90_000);
});

describe("what somebody else named", () => {
  const EVIL = "\u001B[2J\u009B2K\u202EKim";
  const SHOWN = "\\u001b[2J\\u009b2K\\u202eKim";

  it("does nothing to the operator's terminal, on either of its outputs or as JSON", async () => {
    const { id: publisherId } = await mine.database.publisher.create({ data: { key: "fabrikam", name: "Fabrikam" } });
    await mine.database.member.create({ data: { publisherId, tenantId: TENANT, objectId: OLGA, label: EVIL, role: "owner", addedAt: new Date() } });
    expect((await portal("members list --publisher fabrikam")).out).toContain(`owner     ${SHOWN}  (`);
    expect((await portal(`members remove --publisher fabrikam --tenant ${TENANT} --object ${OLGA}`)).err).toMatch(`${SHOWN} stays an owner.`);
    const { out } = await portal("members list --publisher fabrikam --json");
    expect(out).toContain(SHOWN);
    expect(JSON.parse(out)).toMatchObject([{ label: EVIL }]);
  }, 90_000);

  it.each([
    ["a person", ["members", "add", "--publisher", "northwind", "--tenant", TENANT, "--object", newId(), "--label", EVIL]],
    ["a key", ["api-keys", "create", "--publisher", "northwind", "--scope", "license-checks", "--name", EVIL]],
  ])("is not taken as the name of %s", async (_, line) => {
    const { code, out, err } = await runPortal(line, { DATABASE_URL: mine.url });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Use one line, without control characters.");
    expect(err).not.toMatch(/\n\s+at |[\u001B\u009B\u202E]/);
  }, 30_000);
});

describe("npm run portal -- api-keys", () => {
  it("shows a key once, lists it without, and revokes it", async () => {
    expect((await portal("api-keys list --publisher northwind")).out).toBe("northwind has no API keys: api-keys create makes one.\n");
    const made = await portal("api-keys create --publisher northwind --name ERP --scope subscriptions:read license-checks");
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toMatch(/^mpp_[\w-]{43}\n$/);
    const list = await portal("api-keys list --publisher northwind");
    expect(list.out).toBe(`   1  ${made.out.slice(0, 10)}…  ERP  (subscriptions:read license-checks; never used)\n`);
    expect(await portal("api-keys revoke 1 --publisher northwind")).toMatchObject({ code: 0, out: "Key 1 does not work any more.\n" });
    expect(JSON.parse((await portal("api-keys revoke 1 --publisher northwind --json")).out)).toEqual({ outcome: "already-revoked", id: 1 });
  }, 90_000);

  it.each([
    ["a scope that is none", "api-keys create --publisher northwind --name ERP --scope everything", 2],
    ["no scope", "api-keys create --publisher northwind --name ERP", 2],
    ["a number that is none", "api-keys revoke x --publisher northwind", 2],
    ["a key that is not there", "api-keys revoke 999 --publisher northwind", 1],
    ["a publisher that is not there", "api-keys list --publisher nobody", 1],
  ])("refuses %s", async (_, line, code) => {
    const answer = await portal(line);
    expect(answer.code).toBe(code);
    expect(answer.err).not.toMatch(/\n\s+at /);
  }, 30_000);
});
