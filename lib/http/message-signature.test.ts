import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { newSigningSecret, signMessage } from "./message-signature";

const NOW = new Date();
const message = (body: string) => ({ id: "msg_2fZq", sentAt: NOW, body });

describe("a signed message", () => {
  it("is verified with the new secret and with the former one, and with no other", () => {
    const [fresh, former, other] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
    const body = JSON.stringify({ type: "subscription.changed", name: "Ærø 🌊" });
    const headers = signMessage(message(body), [fresh, former]);
    expect(headers["webhook-signature"]).toMatch(/^v1,[\w+/]{43}= v1,[\w+/]{43}=$/);
    expect(headers["webhook-timestamp"]).toBe(String(Math.floor(NOW.getTime() / 1000)));
    for (const secret of [fresh, former]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(other).verify(body, headers)).toThrow("No matching signature");
    expect(() => new Webhook(former).verify(body, signMessage(message(body), [fresh]))).toThrow("No matching signature");
  });

  it("is noticed when its body, its id or its time is another one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (body, forged) => {
        fc.pre(body !== forged && new TextDecoder().decode(new TextEncoder().encode(body)) === body && new TextDecoder().decode(new TextEncoder().encode(forged)) === forged);
        const secret = newSigningSecret();
        const headers = signMessage(message(body), [secret]);
        const verify = (text: string, given: Record<string, string>) => new Webhook(secret).verify(text, given, { jsonParse: false });
        verify(body, headers);
        expect(() => verify(forged, headers)).toThrow();
        expect(() => verify(body, { ...headers, "webhook-id": "msg_other" })).toThrow();
        expect(() => verify(body, { ...headers, "webhook-timestamp": String(Number(headers["webhook-timestamp"]) - 1) })).toThrow();
      }),
      { numRuns: 60 },
    );
  });

  it("has the signature that the specification gives as its example", () => {
    const headers = signMessage({ id: "msg_p5jXN8AQM9LWM0D4loKWxJek", sentAt: new Date(1_614_265_330_000), body: '{"test": 2432232314}' }, ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]);
    expect(headers["webhook-signature"]).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });
});

describe("signing secrets", () => {
  it("have 256 random bits", () => {
    const secret = newSigningSecret();
    expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
    expect(newSigningSecret()).not.toBe(secret);
  });

  it.each([
    ["none", []],
    ["one without its prefix", [randomBytes(32).toString("base64")]],
    ["one that is too short", [`whsec_${randomBytes(23).toString("base64")}`]],
    ["one that is too long", [`whsec_${randomBytes(65).toString("base64")}`]],
    ["one that is no base64", [`whsec_${"!".repeat(44)}`]],
    ["one good and one bad", [newSigningSecret(), "whsec_"]],
  ])("are refused: %s, and never told", (_, secrets) => {
    expect(() => signMessage(message("{}"), secrets)).toThrow(/secrets of 24 to 64 bytes/);
  });

  it.each([24, 64])("may have %i bytes", (length) => {
    const secret = `whsec_${randomBytes(length).toString("base64")}`;
    expect(new Webhook(secret).verify("{}", signMessage(message("{}"), [secret]))).toEqual({});
  });

  it.each(["a.b", "a b", ""])("do not sign the id %j, which could be read as another one", (id) => {
    expect(() => signMessage({ ...message("{}"), id }, [newSigningSecret()])).toThrow(/dots/);
  });
});
