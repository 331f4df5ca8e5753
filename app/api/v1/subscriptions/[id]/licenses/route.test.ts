import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { DELETE } from "@/app/api/v1/subscriptions/[id]/licenses/[licenseId]/route";
import { GET, POST } from "@/app/api/v1/subscriptions/[id]/licenses/route";
import { apiWorld, asDocumented, type ApiWorld, type Sold } from "@/app/api/v1/testing";
import { newId } from "@/lib/kernel/ids";
import type { ApiLicense } from "@/lib/licenses/api";

const AURORA = newId();
let world: ApiWorld;
let key: string;
let theirKey: string;

beforeAll(async () => {
  world = await apiWorld();
  key = await world.publish("northwind", "licenses:read", "licenses:write");
  theirKey = await world.publish("fabrikam", "licenses:read", "licenses:write");
});
afterAll(() => world.close());
afterEach(() => {
  globalThis.portalRateLimits = undefined;
});

const sell = (sold: Sold = {}) => world.sell("northwind", { tenantId: AURORA, ...sold });

function call(method: "GET" | "POST" | "DELETE", { id, licenseId, query = "", body, by = key }: { id: string; licenseId?: string; query?: string; body?: object; by?: string }): Promise<Response> {
  const request = new Request(`http://portal.example/api/v1/subscriptions${query}`, { method, headers: { authorization: `Bearer ${by}` }, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { GET, POST, DELETE }[method](request, { params: Promise.resolve({ id, ...(licenseId === undefined ? {} : { licenseId }) }) });
}

async function list(id: string, query = ""): Promise<{ items: ApiLicense[]; nextCursor: string | null }> {
  const answer = await call("GET", { id, query });
  expect(answer.status).toBe(200);
  return asDocumented("LicensePage").parse(await answer.json()) as { items: ApiLicense[]; nextCursor: string | null };
}

async function give(id: string, body: object): Promise<{ status: number; license: ApiLicense }> {
  const answer = await call("POST", { id, body });
  const told: unknown = await answer.json();
  if (answer.status < 300) expect(asDocumented("License").parse(told)).toEqual(told);
  else expect(asDocumented("Problem").parse(told)).toEqual(told);
  return { status: answer.status, license: told as ApiLicense };
}

const actionsOf = async (subscriptionInfoId: string) => (await world.database.subscriptionAction.findMany({ where: { subscriptionInfoId }, orderBy: { number: "asc" } })).map(({ type, actorKind }) => `${type} ${actorKind}`);
const seatsOf = async (id: string) => (await world.database.subscription.findUniqueOrThrow({ where: { id } })).acquiredLicenses;

describe("a license", () => {
  it("is given, told, and taken back, each once however often it is asked for", async () => {
    const { id, subscriptionId } = await sell();
    const userId = newId();
    const body = { userId: userId.toUpperCase(), userPrincipalName: "ada@contoso.example", name: "Ada", tenantId: AURORA.toUpperCase() };
    const first = await give(subscriptionId, body);
    expect(first).toMatchObject({ status: 201, license: { userId, tenantId: AURORA, userPrincipalName: "ada@contoso.example", name: "Ada", status: "assigned", assignedBy: "ERP", unassignedAt: null, lastCheckedAt: null } });
    expect(await give(subscriptionId, { ...body, name: "Another" })).toEqual({ status: 200, license: first.license });
    expect((await list(subscriptionId)).items).toEqual([first.license]);
    expect([await seatsOf(id), await actionsOf(id)]).toEqual([1, ["Assign api-key"]]);
    const { subscriptionUserId } = await world.database.subscriptionAction.findFirstOrThrow({ where: { subscriptionInfoId: id } });
    expect(first.license.id, "as messages to the log endpoint name it").toBe(subscriptionUserId?.toLowerCase());

    for (let asked = 0; asked < 2; asked += 1) {
      const answer = await call("DELETE", { id: subscriptionId, licenseId: first.license.id.toUpperCase() });
      expect([answer.status, await answer.text()]).toEqual([204, ""]);
    }
    expect([await seatsOf(id), await actionsOf(id)]).toEqual([0, ["Assign api-key", "Unassign api-key"]]);
    expect((await list(subscriptionId)).items).toEqual([]);
    expect((await list(subscriptionId, "?status=unassigned")).items).toMatchObject([{ id: first.license.id, status: "unassigned" }]);
    expect(await give(subscriptionId, { userId })).toMatchObject({ status: 201, license: { id: first.license.id, userPrincipalName: userId, name: null } });
  });

  it.each<[string, Sold, string]>([
    ["no seat is free", { quantity: 0 }, "No seat is free."],
    ["it is suspended", { status: "Suspended" }, "The subscription is suspended."],
    ["it is not active", { status: "PendingFulfillmentStart" }, "The subscription is not active yet."],
    ["it has ended", { status: "Unsubscribed" }, "The subscription has ended."],
    ["nobody needs one", { planId: "site" }, "No license is needed."],
  ])("is not given where %s", async (_, sold, title) => {
    const { id, subscriptionId } = await sell(sold);
    expect(await give(subscriptionId, { userId: newId() })).toMatchObject({ status: 409, license: { type: "urn:problem:conflict", title } });
    expect([await seatsOf(id), await actionsOf(id)]).toEqual([0, []]);
  });

  it("is not given to another tenant's people, nor where the subscription's is not known", async () => {
    for (const tenantId of [newId(), null]) {
      const { subscriptionId } = await sell({ tenantId });
      expect(await give(subscriptionId, { userId: newId(), tenantId: AURORA })).toMatchObject({ status: 409, license: { title: "They are of another tenant." } });
    }
  });

  it("is given to as many of fifty at once as there are seats", async () => {
    const { id, subscriptionId } = await sell({ quantity: 5 });
    const answers = await Promise.all(Array.from({ length: 50 }, () => give(subscriptionId, { userId: newId() })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(45);
    expect([await seatsOf(id), (await list(subscriptionId)).items.length]).toEqual([5, 5]);
  });

  it.each([
    ["nobody", {}],
    ["no id", { userId: "ada@contoso.example" }],
    ["a blank name", { userId: newId(), name: " " }],
    ["a name that is too long", { userId: newId(), userPrincipalName: "x".repeat(321) }],
  ])("is not given to %s", async (_, body) => {
    const { subscriptionId } = await sell();
    expect(await give(subscriptionId, body)).toMatchObject({ status: 400, license: { type: "urn:problem:invalid-input" } });
  });
});

describe("the list", () => {
  it("is gone through page by page, the last assigned first and those without a time at the end", async () => {
    const { id, subscriptionId } = await sell({ quantity: 9 });
    const given: string[] = [];
    for (let each = 0; each < 5; each += 1) given.unshift(await world.license(id, newId()));
    given.push(await world.license(id, newId(), { assignedAt: null }));
    await world.license((await sell()).id, newId());
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page = await list(subscriptionId, `?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map((license) => license.id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(given);
  });

  it("finds one person", async () => {
    const { id, subscriptionId } = await sell();
    const userId = newId();
    const licenseId = await world.license(id, userId);
    await world.license(id, newId());
    expect((await list(subscriptionId, `?userId=${userId.toUpperCase()}`)).items.map((license) => license.id)).toEqual([licenseId]);
    expect((await list(subscriptionId, `?userId=${userId}&status=unassigned`)).items).toEqual([]);
  });

  it.each(["?status=Assigned", "?userId=ada", "?limit=201", "?cursor=nonsense", "?user=x"])("refuses %s", async (query) => {
    expect((await call("GET", { id: (await sell()).subscriptionId, query })).status).toBe(400);
  });
});

describe("who may", () => {
  it("nobody else's publisher: whatever is not theirs does not exist", async () => {
    const { id, subscriptionId } = await sell();
    const licenseId = await world.license(id, newId());
    const other = await sell();
    const asked: [Parameters<typeof call>[0], Parameters<typeof call>[1]][] = [
      ["GET", { id: subscriptionId, by: theirKey }],
      ["POST", { id: subscriptionId, body: { userId: newId() }, by: theirKey }],
      ["DELETE", { id: subscriptionId, licenseId, by: theirKey }],
      ["DELETE", { id: other.subscriptionId, licenseId }],
      ["DELETE", { id: subscriptionId, licenseId: newId() }],
      ["DELETE", { id: subscriptionId, licenseId: "all" }],
      ["GET", { id: newId() }],
      ["GET", { id: "all" }],
      ["POST", { id: id, body: { userId: newId() } }],
    ];
    for (const [method, what] of asked) {
      const answer = await call(method, what);
      expect([answer.status, asDocumented("Problem").parse(await answer.json())]).toMatchObject([404, { type: "urn:problem:not-found" }]);
    }
    expect((await list(subscriptionId)).items.map((license) => license.id)).toEqual([licenseId]);
    expect(await seatsOf(id)).toBe(1);
  });

  it("a key with the scope for it alone", async () => {
    const { id, subscriptionId } = await sell();
    const licenseId = await world.license(id, newId());
    const statuses = async (by: string) => [
      (await call("GET", { id: subscriptionId, by })).status,
      (await call("POST", { id: subscriptionId, body: { userId: newId() }, by })).status,
      (await call("DELETE", { id: subscriptionId, licenseId, by })).status,
    ];
    expect(await statuses(await world.keyOf("northwind", "subscriptions:read", "license-checks"))).toEqual([403, 403, 403]);
    expect(await statuses(await world.keyOf("northwind", "licenses:read"))).toEqual([200, 403, 403]);
    expect(await statuses("mpp_wrong")).toEqual([401, 401, 401]);
    expect(await seatsOf(id)).toBe(1);
    expect(await statuses(await world.keyOf("northwind", "licenses:write"))).toEqual([403, 201, 204]);
  });
});
