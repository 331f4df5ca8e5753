import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { database } from "../db/client";
import { testDatabase, type TestDatabase } from "../db/testing";
import { addSeconds } from "../kernel/clock";
import { authenticateApiKey, newApiKey } from "./api-key";
import { API_KEY_SCOPES, readApiKeyScopes } from "./api-key-scopes";

let mine: TestDatabase;
const NOW = new Date("2026-03-01T12:00:00Z");
const mint = newApiKey();

beforeEach(async () => {
  mine = await testDatabase();
  const { id: publisherId } = await database().publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const { hash, hint } = mint;
  await database().apiKey.create({ data: { publisherId, hash, hint, name: "ERP", scopes: "subscriptions:read actions:read", createdBy: "Priya", createdAt: NOW } });
});
afterEach(() => mine.close());

function incoming(authorization: string | null, now = NOW) {
  const request = new Request("http://portal.example/api/v1/subscriptions", { headers: authorization === null ? {} : { authorization } });
  return { request, params: {}, requestId: "the-id", now };
}

describe("an API key", () => {
  it("is its publisher at work, as viewer", async () => {
    const ctx = await authenticateApiKey("subscriptions:read")(incoming(`Bearer ${mint.key}`));
    expect(ctx).toEqual({
      actor: { kind: "api-key", apiKeyId: 1, name: "ERP" },
      scope: { kind: "publisher", publisherId: 1, publisherKey: "northwind", role: "viewer" },
      correlationId: "the-id",
      now: NOW,
    });
  });

  it.each([
    ["none", null],
    ["none after the word", "Bearer "],
    ["one that nobody made", `Bearer ${newApiKey().key}`],
    ["one with more behind it", `Bearer ${mint.key}x`],
    ["one cut short", `Bearer ${mint.key.slice(0, -1)}`],
    ["another scheme", `Basic ${mint.key}`],
    ["its hash", `Bearer ${mint.hash}`],
  ])("turns away %s", async (_, header) => {
    await expect(authenticateApiKey("subscriptions:read")(incoming(header))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it("is out at once when it is revoked", async () => {
    await database().apiKey.updateMany({ data: { revokedAt: NOW } });
    await expect(authenticateApiKey("subscriptions:read")(incoming(`Bearer ${mint.key}`))).rejects.toMatchObject({ code: "unauthenticated" });
  });

  it.each(API_KEY_SCOPES)("allows %s where it has that scope, and nothing else", async (scope) => {
    for (const wanted of API_KEY_SCOPES) {
      await database().apiKey.updateMany({ data: { scopes: scope } });
      const call = authenticateApiKey(wanted)(incoming(`Bearer ${mint.key}`));
      if (wanted === scope) await expect(call).resolves.toBeTruthy();
      else await expect(call).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it("has its use written at most once an hour", async () => {
    const used = async (seconds: number) => {
      await authenticateApiKey("actions:read")(incoming(`Bearer ${mint.key}`, addSeconds(NOW, seconds)));
      return (await database().apiKey.findFirstOrThrow()).lastUsedAt;
    };
    expect(await used(0)).toEqual(NOW);
    expect(await used(3599)).toEqual(NOW);
    expect(await used(3600)).toEqual(addSeconds(NOW, 3600));
    expect(await used(3601)).toEqual(addSeconds(NOW, 3600));
  });

  it("is 256 random bits, and kept as a hash with a hint", () => {
    const other = newApiKey();
    expect(other.key).toMatch(/^mpp_[\w-]{43}$/);
    expect(other.key).not.toBe(mint.key);
    expect(other.key.startsWith(other.hint)).toBe(true);
    expect(other.hint).toHaveLength(10);
    expect(other.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("allows nothing by a scope that this version does not know", () => {
    expect(readApiKeyScopes("everything licenses:read  licenses")).toEqual(["licenses:read"]);
    expect(readApiKeyScopes("")).toEqual([]);
  });
});
