import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { purchaseToken } from "./ids";
import { simulatorForTests } from "./testing";

const wire = simulatorForTests();
const status = async (token: string): Promise<number> => (await wire().resolve(token)).status;
const advance = (duration: string) => wire().control("/clock", "POST", { advance: duration });

describe("a purchase token", () => {
  test("is standard base64 of 216 to 256 characters and has all that is decoded wrongly", () => {
    const tokens = Array.from({ length: 200 }, purchaseToken);
    for (const token of tokens) {
      expect(token).toMatch(/^(?=.*\+)(?=.*\/)[A-Za-z0-9+/]+={1,2}$/);
      expect(Buffer.from(token, "base64").toString("base64")).toBe(token);
      expect(token.length).toBeGreaterThanOrEqual(216);
      expect(token.length).toBeLessThanOrEqual(256);
    }
    expect(new Set(tokens).size).toBe(tokens.length);
    expect(new Set(tokens.map(({ length }) => length)).size).toBeGreaterThan(4);
    expect(new Set(tokens.map((token) => token.endsWith("=="))).size).toBe(2);
  });

  test("stands encoded in the address of the landing page", async () => {
    const { token, landingUrl } = await wire().purchase();
    expect(new URL(landingUrl).pathname).toBe("/landing/ledgerlight");
    expect(new URL(landingUrl).searchParams.get("token")).toBe(token);
    expect(landingUrl).not.toContain("+");
  });

  test("resolves again and again, beside newer ones, in every status", async () => {
    const { subscriptionId, token } = await wire().purchase();
    expect([await status(token), await status(token)]).toEqual([200, 200]);
    await wire().manage(subscriptionId);
    await wire().control(`/subscriptions/${subscriptionId}/unsubscribe`, "POST");
    expect(await status(token)).toBe(200);
  });

  test("is good for 24 hours of the movable clock; managing the account makes a new one", async () => {
    const { subscriptionId, token } = await wire().purchase();
    await advance("PT23H59M");
    expect(await status(token)).toBe(200);
    await advance("PT1M");
    const refused = await wire().resolve(token);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ code: "BadArgument", details: [{ target: "x-ms-marketplace-token" }] });
    expect(refused.text).toContain("expired");
    expect(await status((await wire().manage(subscriptionId)).token)).toBe(200);
  });

  test("is refused with blanks for its plusses, still encoded, or cut short", async () => {
    const { token } = await wire().purchase();
    for (const spoilt of [token.replaceAll("+", " "), encodeURIComponent(token), token.slice(0, -1)]) expect(await status(spoilt)).toBe(400);
  });

  test("that never was one is refused, whatever it is", async () => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) expect(await status(name)).toBe(400);
    expect((await wire().api("/resolve", { method: "POST" })).status).toBe(400);
    await fc.assert(
      fc.asyncProperty(fc.stringMatching(/^[!-~]{0,80}$/), async (junk) => {
        expect(await status(junk)).toBe(400);
      }),
      { numRuns: 30 },
    );
  });
});
