import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decryptSecret, encryptSecret, hashSecret, randomSecret, sameSecret } from "./crypto";
import { PortalError } from "./errors";

const key = (id: string, fill: number) => ({ id, key: new Uint8Array(32).fill(fill) });

describe("secrets at rest", () => {
  it("come back as they were, and never look the same twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (secret) => {
        const keys = [key("k1", 1)];
        const [one, two] = [await encryptSecret(secret, keys), await encryptSecret(secret, keys)];
        expect(one).not.toBe(two);
        expect(await decryptSecret(one, keys)).toBe(secret);
      }),
      { numRuns: 30 },
    );
  });

  it("are written with the newest key and read with any", async () => {
    const old = await encryptSecret("s", [key("old", 1)]);
    expect(await decryptSecret(old, [key("new", 2), key("old", 1)])).toBe("s");
    expect(Buffer.from((await encryptSecret("s", [key("new", 2), key("old", 1)])).split(".")[0] ?? "", "base64url").toString()).toContain('"new"');
  });

  it.each([
    ["the key is gone", [key("other", 1)]],
    ["the key is another one of the same name", [key("k1", 9)]],
  ])("say what to do when %s", async (_, keys) => {
    const sealed = await encryptSecret("s", [key("k1", 1)]);
    await expect(decryptSecret(sealed, keys)).rejects.toSatisfy((error) => error instanceof PortalError && error.code === "misconfigured" && error.explanation.todo !== "");
  });

  it("are noticed when altered", async () => {
    const sealed = await encryptSecret("s", [key("k1", 1)]);
    const parts = sealed.split(".");
    parts[3] = parts[3] === "AA" ? "BB" : "AA";
    await expect(decryptSecret(parts.join("."), [key("k1", 1)])).rejects.toBeInstanceOf(PortalError);
  });
});

describe("random secrets", () => {
  it("have 256 bits in the alphabet of addresses, and are found by a hash", () => {
    const secret = randomSecret();
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
    expect(randomSecret()).not.toBe(secret);
  });

  it("are compared whole", () => {
    expect(sameSecret("abc", "abc")).toBe(true);
    expect(sameSecret("abc", "abd")).toBe(false);
    expect(sameSecret("abc", "abcd")).toBe(false);
  });
});
