import { readFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { decryptSecret, encryptSecret, keyIdOf } from "../kernel/crypto";
import type { EncryptionKey } from "../kernel/env";
import { newId } from "../kernel/ids";
import { database } from "./client";
import { reEncrypt, SEALED_COLUMNS } from "./re-encrypt";
import { testDatabase, type TestDatabase } from "./testing";

const key = (id: string, fill: number): EncryptionKey => ({ id, key: new Uint8Array(32).fill(fill) });
const [NEW, OLD, LOST] = [key("new", 2), key("old", 1), key("lost", 3)];
const KEYS = [NEW, OLD];
const NOW = new Date("2026-03-01T00:00:00Z");

let mine: TestDatabase;
let publisherId: number;

beforeEach(async () => {
  mine = await testDatabase();
  publisherId = (await database().publisher.create({ data: { key: "northwind", name: "Northwind" } })).id;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await mine.close();
});

async function application(clientSecret: string): Promise<number> {
  return (await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret, updatedAt: NOW } })).id;
}

async function offer(technicalConfigurationId: number, secrets: { signingSecret?: string; previousSigningSecret?: string } = {}): Promise<number> {
  const key = newId();
  return (await database().offer.create({ data: { publisherId, technicalConfigurationId, key, offerId: key, name: key, ...secrets } })).id;
}

async function landing(offerId: number, purchaseToken: string | null): Promise<number> {
  return (await database().landingSession.create({ data: { offerId, browserHash: newId(), purchaseToken, receivedAt: NOW, expiresAt: NOW } })).id;
}

const sealed = (plain: string, ...keys: EncryptionKey[]) => encryptSecret(plain, keys);
const secretOf = async (id: number) => (await database().technicalConfiguration.findUniqueOrThrow({ where: { id } })).clientSecret;
const countsOf = async (keys = KEYS) => Object.fromEntries((await reEncrypt({ keys, batch: 2 })).map(({ table, column, rotated, already, unreadable }) => [`${table}.${column}`, [rotated, already, unreadable]]));

describe("all stored secrets", () => {
  it("are under the newest key afterwards, the same as before, and a second run finds nothing to do", async () => {
    const old = await application(await sealed("client", OLD));
    const offerId = await offer(old, { signingSecret: await sealed("signing", OLD), previousSigningSecret: await sealed("previous", OLD) });
    await offer(old);
    await offer(old, { signingSecret: await sealed("fresh", NEW) });
    const landingId = await landing(offerId, await sealed("token", OLD));
    await landing(offerId, null);
    const person = { tenantId: newId(), objectId: newId() };
    await database().directoryGrant.create({ data: { ...person, refreshToken: await sealed("refresh", OLD), accessToken: await sealed("access", NEW), accessTokenExpiresAt: NOW, updatedAt: NOW } });

    expect(await countsOf()).toEqual({ "TechnicalConfigurations.ClientSecret": [1, 0, 0], "Offers.SigningSecret": [1, 1, 0], "Offers.PreviousSigningSecret": [1, 0, 0], "LandingSessions.PurchaseToken": [1, 0, 0], "DirectoryGrants.RefreshToken": [1, 0, 0], "DirectoryGrants.AccessToken": [0, 1, 0], "Deliveries.SealedHeaders": [0, 0, 0] });
    const configuration = await database().technicalConfiguration.findUniqueOrThrow({ where: { id: old } });
    const { signingSecret, previousSigningSecret } = await database().offer.findUniqueOrThrow({ where: { id: offerId } });
    const { purchaseToken } = await database().landingSession.findUniqueOrThrow({ where: { id: landingId } });
    expect(await Promise.all([configuration.clientSecret, signingSecret, previousSigningSecret, purchaseToken].map((each) => decryptSecret(each ?? "", [NEW])))).toEqual(["client", "signing", "previous", "token"]);
    const grant = await database().directoryGrant.findUniqueOrThrow({ where: { tenantId_objectId: person } });
    expect(await Promise.all([grant.refreshToken, grant.accessToken].map((each) => decryptSecret(each, [NEW])))).toEqual(["refresh", "access"]);
    // The page says when the secret was entered; that is not now.
    expect(configuration.updatedAt).toEqual(NOW);
    expect(await countsOf()).toEqual({ "TechnicalConfigurations.ClientSecret": [0, 1, 0], "Offers.SigningSecret": [0, 2, 0], "Offers.PreviousSigningSecret": [0, 1, 0], "LandingSessions.PurchaseToken": [0, 1, 0], "DirectoryGrants.RefreshToken": [0, 1, 0], "DirectoryGrants.AccessToken": [0, 1, 0], "Deliveries.SealedHeaders": [0, 0, 0] });
  });

  it("are found in every batch, and none is left out after an interruption", async () => {
    for (let number = 0; number < 7; number += 1) await application(await sealed(`s${number}`, OLD));
    const column = SEALED_COLUMNS[0];
    if (column === undefined) throw new Error("no column");
    const { replace } = column;
    let calls = 0;
    vi.spyOn(column, "replace").mockImplementation(async (...given) => {
      if ((calls += 1) === 4) throw new Error("the database is away");
      return replace(...given);
    });
    await expect(reEncrypt({ keys: KEYS, batch: 2 })).rejects.toThrow("away");
    expect((await countsOf())["TechnicalConfigurations.ClientSecret"]).toEqual([4, 3, 0]);
    const rows = await database().technicalConfiguration.findMany({ orderBy: { id: "asc" } });
    expect(await Promise.all(rows.map(({ clientSecret }) => decryptSecret(clientSecret, [NEW])))).toEqual(["s0", "s1", "s2", "s3", "s4", "s5", "s6"]);
  });

  it("stay as they are when no key opens them, and are counted", async () => {
    const [lost, altered, nonsense] = [await sealed("x", LOST), (await sealed("x", OLD)).replace(/.{6}$/, "AAAAAA"), "not sealed"];
    const ids = [await application(lost), await application(altered), await application(nonsense), await application(await sealed("x", key("new", 9)))];
    const good = await application(await sealed("good", OLD));
    const [report] = await reEncrypt({ keys: KEYS, batch: 2 });
    expect(report).toEqual({ table: "TechnicalConfigurations", column: "ClientSecret", rotated: 1, already: 0, unreadable: 4, unreadableIds: ids });
    expect(await Promise.all(ids.slice(0, 3).map(secretOf))).toEqual([lost, altered, nonsense]);
    expect(keyIdOf(await secretOf(good))).toBe("new");
  });
});

describe("who writes meanwhile", () => {
  /** Lets `write` happen between the reading of the first row and its replacement. */
  function meanwhile(write: () => Promise<unknown>): void {
    const column = SEALED_COLUMNS[0];
    if (column === undefined) throw new Error("no column");
    const { replace } = column;
    vi.spyOn(column, "replace").mockImplementationOnce(async (...given) => {
      await write();
      return replace(...given);
    });
  }

  it.each([
    ["with the newest key", NEW, [0, 1, 0]],
    ["with an older one", OLD, [1, 0, 0]],
    ["with one that is not known here", LOST, [0, 0, 1]],
  ] as const)("wins: %s", async (_, by, counts) => {
    const id = await application(await sealed("before", OLD));
    meanwhile(async () => database().technicalConfiguration.update({ where: { id }, data: { clientSecret: await sealed("after", by) } }));
    expect((await countsOf())["TechnicalConfigurations.ClientSecret"]).toEqual(counts);
    expect(await decryptSecret(await secretOf(id), [NEW, OLD, LOST])).toBe("after");
  });

  it("wins: by removing it", async () => {
    const id = await application(await sealed("before", OLD));
    meanwhile(() => database().technicalConfiguration.delete({ where: { id } }));
    expect((await countsOf())["TechnicalConfigurations.ClientSecret"]).toEqual([0, 0, 0]);
  });
});

describe("the list of columns", () => {
  it("holds every column that the schema calls a JWE", async () => {
    const schema = await readFile("prisma/schema.prisma", "utf8");
    const named = [...schema.matchAll(/^model \w+ \{\n(.*?)^\}/gms)].flatMap(([, body = ""]) => {
      const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
      return [...body.matchAll(/((?:^ *\/\/\/.*\n)+) *\w+ .*@map\("(\w+)"\)/gm)].flatMap(([, comment = "", column]) => (/\bJWE\b/i.test(comment) ? [`${String(table)}.${String(column)}`] : []));
    });
    expect(named.length).toBe(schema.match(/^ *\/\/\/.*\bJWE\b/gim)?.length);
    expect(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(named.sort());
  });
});
