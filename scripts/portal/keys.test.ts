import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/lib/db/testing";
import { decryptSecret, encryptSecret, keyIdOf } from "@/lib/kernel/crypto";
import { env } from "@/lib/kernel/env";
import { newId } from "@/lib/kernel/ids";
import { runPortal, type Told } from "./testing";

const NEWEST = `newest:${Buffer.alloc(32, 7).toString("base64")}`;
const BOTH = `${NEWEST},${process.env.ENCRYPTION_KEYS ?? ""}`;
const opened = [{ id: "newest", key: new Uint8Array(32).fill(7) }];

let mine: TestDatabase;

beforeAll(async () => {
  mine = await testDatabase();
  const { id: publisherId } = await mine.database.publisher.create({ data: { key: "northwind", name: "Northwind" } });
  const { id: technicalConfigurationId } = await mine.database.technicalConfiguration.create({
    data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: await encryptSecret("a client secret", env().ENCRYPTION_KEYS), updatedAt: new Date() },
  });
  await mine.database.offer.create({ data: { publisherId, technicalConfigurationId, key: "ledger", offerId: "ledger", name: "Ledger" } });
});
afterAll(() => mine.close());

function portal(line: string, keys: string | undefined = BOTH): Promise<Told> {
  return runPortal(line.split(" "), { DATABASE_URL: mine.url, ENCRYPTION_KEYS: keys });
}

describe("npm run portal -- offers rotate-signing-secret", () => {
  it("shows a new secret once, alone on standard output, and says how long the former one still signs", async () => {
    const first = await portal("offers rotate-signing-secret ledger", process.env.ENCRYPTION_KEYS);
    expect(first).toMatchObject({ code: 0, err: "This is the only secret that messages are signed with.\n" });
    expect(() => new Webhook(first.out.trim())).not.toThrow();
    expect(first.out).toMatch(/^whsec_\S{44}\n$/);

    const second = await portal("offers rotate-signing-secret ledger --json", process.env.ENCRYPTION_KEYS);
    expect(second.err).toMatch(/^Until 20\S+Z messages are signed with the former secret too\.\n$/);
    expect(second.out).toMatch(/^\{\n {2}"offerKey": "ledger",\n {2}"secret": "whsec_\S{44}",\n {2}"previousUntil": "20\S+Z"\n\}\n$/);
    expect(await mine.database.auditEntry.findMany({ select: { type: true, actorKind: true, subject: true } })).toEqual(Array.from({ length: 2 }, () => ({ type: "SigningSecretRotated", actorKind: "command-line", subject: "ledger" })));
  }, 60_000);

  it.each([
    ["an offer that is not there", "offers rotate-signing-secret nothing", 1, 'There is no such offer "nothing".'],
    ["no offer", "offers rotate-signing-secret", 2, "missing required argument 'offerKey'"],
  ])("refuses %s", async (_, line, code, words) => {
    const answer = await portal(line);
    expect(answer).toMatchObject({ code, out: "" });
    expect(answer.err).toContain(words);
    expect(answer.err).not.toMatch(/\n\s+at /);
  }, 30_000);
});

describe("npm run portal -- keys rotate", () => {
  it("brings every secret under the newest key, and says so", async () => {
    const first = await portal("keys rotate");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("TechnicalConfigurations.ClientSecret".padEnd(38) + "1 encrypted anew, 0 under the newest key before, 0 unreadable\n");
    expect(first.out).toContain("older ones may leave ENCRYPTION_KEYS");
    const { clientSecret } = await mine.database.technicalConfiguration.findFirstOrThrow();
    expect([keyIdOf(clientSecret), await decryptSecret(clientSecret, opened)]).toEqual(["newest", "a client secret"]);

    const again = await portal("keys rotate --json");
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toEqual([
      ["TechnicalConfigurations", "ClientSecret", 1],
      ["Offers", "SigningSecret", 1],
      ["Offers", "PreviousSigningSecret", 1],
      ["LandingSessions", "PurchaseToken", 0],
      ["DirectoryGrants", "RefreshToken", 0],
      ["DirectoryGrants", "AccessToken", 0],
      ["Deliveries", "SealedHeaders", 0],
    ].map(([table, column, already]) => ({ table, column, rotated: 0, already, unreadable: 0, unreadableIds: [] })));
  }, 60_000);

  it("fails when a key is missing, and says where it is needed", async () => {
    const failed = await portal("keys rotate --json", `other:${Buffer.alloc(32, 9).toString("base64")}`);
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.out)).toContainEqual({ table: "TechnicalConfigurations", column: "ClientSecret", rotated: 0, already: 0, unreadable: 1, unreadableIds: [1] });
    expect(failed.err).toMatch(/^Some secrets cannot be read and were left as they are\. No key in ENCRYPTION_KEYS opens TechnicalConfigurations\.ClientSecret of Id 1; .*\n$/);
    const { clientSecret } = await mine.database.technicalConfiguration.findFirstOrThrow();
    expect(await decryptSecret(clientSecret, opened)).toBe("a client secret");
  }, 30_000);
});
