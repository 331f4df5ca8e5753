import { createHash } from "node:crypto";
import { Writable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLogger } from "./log";
import { redact, redactText } from "./redact";

function lines(write: (log: ReturnType<typeof createLogger>) => void): string {
  const written: string[] = [];
  const level = process.env.LOG_LEVEL;
  process.env.LOG_LEVEL = "trace";
  const log = createLogger(new Writable({ write: (chunk: Buffer, _, done) => {
      written.push(chunk.toString());
      done();
    } }));
  process.env.LOG_LEVEL = level;
  write(log);
  return written.join("");
}

/** As random as the real ones are, however fast-check shrinks the number. */
const bytes = fc.nat().map((seed) => createHash("sha512").update(String(seed)).digest());
const url = (raw: Buffer): string => raw.toString("base64url");
const word = fc.stringMatching(/^[a-z]{1,8}$/);

/** Each planted thing and the part of it that nobody may read. */
const planted: fc.Arbitrary<string> = fc.oneof(
  bytes.map((raw) => url(raw.subarray(0, 32))),
  bytes.map((raw) => raw.toString("base64")),
  bytes.map((raw) => encodeURIComponent(raw.toString("base64"))),
  bytes.map((raw) => raw.toString("hex").slice(0, 64)),
  bytes.map((raw) => `mpp_${url(raw.subarray(0, 6))}`),
  bytes.map((raw) => `whsec_${raw.toString("base64").slice(0, 32)}`),
  bytes.map((raw) => `eyJhbGciOiJSUzI1NiJ9.${url(raw.subarray(0, 30))}.${url(raw)}`),
  bytes.map((raw) => `eyJhbGciOiJkaXIifQ..${url(raw.subarray(0, 12))}.${url(raw)}.${url(raw.subarray(0, 16))}`),
  fc.tuple(fc.stringMatching(/^[\wéßλ][\wéßλ.%+'-]{0,20}$/), fc.stringMatching(/^[a-z0-9éß][a-z0-9-]{0,10}(\.[a-z]{2,6}){0,2}$/)).map(([local, domain]) => `${local}@${domain}`),
);

const key = fc.oneof(word, fc.constantFrom("err", "msg", "event", "data", "constructor", "__proto__", "0"));

/** Ways of one thing to lie inside of another, from a word in a sentence to an error's request. */
const wrappers: readonly ((inner: unknown, name: string) => unknown)[] = [
  (inner, name) => ({ [name]: inner }),
  (inner, name) => ({ other: 1, list: [name, inner] }),
  (inner) => new Map([["entry", inner]]),
  (inner) => new Set([inner]),
  (inner) => Object.assign(new Error("it failed"), { cause: inner, config: { headers: inner }, response: inner, code: inner }),
  (inner) => new Error(typeof inner === "string" ? inner : "it failed", { cause: inner }),
  (inner) => new AggregateError([inner], "several failed"),
];

const texts: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `sent ${secret} and waited`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `{"to":"${secret}"}`,
  (secret) => `it said '${secret}', then (${secret})`,
  (secret) => `GET https://portal.example/landing/gold?token=${secret}#x failed`,
  (secret) => `GET /landing/gold?token=${secret}`,
  (secret) => `line one\n    at ${secret}\nline two`,
];

const anywhere = fc
  .record({ secret: planted, text: fc.constantFrom(...texts), layers: fc.array(fc.tuple(fc.constantFrom(...wrappers), key), { maxLength: 5 }), asKey: fc.boolean() })
  .map(({ secret, text, layers, asKey }) => {
    const core: unknown = asKey ? { [text(secret)]: 1 } : text(secret);
    return { secret, value: layers.reduce<unknown>((inner, [wrap, name]) => wrap(inner, name), core) };
  });

describe("the log", () => {
  it("holds no token, key or mail address, wherever somebody puts one", () => {
    fc.assert(
      fc.property(anywhere, ({ secret, value }) => {
        const written = lines((log) => {
          log.info({ value }, "an event");
          log.error(value instanceof Error ? value : { value });
          log.warn({ event: "x", err: value }, typeof value === "string" ? value : "an event");
          log.info(`${String(value)} %s`, value);
        });
        expect(written).not.toContain(secret);
        expect(written).not.toContain(JSON.stringify(secret).slice(1, -1));
      }),
      { numRuns: 1_500, seed: 20261121 },
    );
  });

  it.each(["token", "purchaseToken", "x-ms-marketplace-token", "clientSecret", "client_secret", "Password", "set-cookie", "Authorization", "apiKey", "email", "emailId", "upn", "userUpn", "sig", "DisplayName", "headers", "body"])(
    "censors whatever stands under %s, however short",
    (name) => {
      const written = lines((log) => log.info({ deep: { er: { [name]: "hunter2", other: "kept" } }, [name]: ["hunter2"] }));
      expect(written).not.toContain("hunter2");
      expect(written).toContain("kept");
    },
  );

  it.each([
    ["connecting to sqlserver://db:1433;database=portal;user=sa;password={hun;ter2};encrypt=true", "hun;ter2"],
    ["https://joe:hunter2@portal.example/x", "hunter2"],
    ["grant_type=client_credentials&client_secret=hunter2&scope=x", "hunter2"],
    ['{"client_secret": "hunter2"}', "hunter2"],
    ["Cookie: session=hunter2", "hunter2"],
    ["basic aHVudGVyMg", "aHVudGVyMg"],
    ["back to /cb#access_token=hunter2", "hunter2"],
    ["asked /users/joe%40contoso.com for it", "joe"],
    ["asked for joe@localhost", "joe"],
  ])("knows a secret in the sentence %j", (sentence, secret) => {
    expect(redactText(sentence)).not.toContain(secret);
  });

  it.each([
    "37f9dea2-4345-438f-b0bd-03d40d28c7e0",
    "/publisher/contoso-apps/subscriptions/37f9dea2-4345-438f-b0bd-03d40d28c7e0",
    "PrismaClientKnownRequestError: The database is away",
    "at Module.follow (/work/portal/.next/server/chunks/ssr/[root-of-the-server]__0~r6e0k._.js:12:3456)",
    "at PrismaClient._request (/work/portal/node_modules/@prisma/client/runtime/client.js:123:45)",
    "0003_landing_sessions_and_activations",
    "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
    "activations.follow@2026-11-21T10:00:00.000Z",
    "connect ECONNREFUSED 127.0.0.1:1433",
    "portal-7d9f8b6c5d:17:1a2b3c4d",
    "AADSTS7000222: The provided client secret keys for app '37f9dea2-4345-438f-b0bd-03d40d28c7e0' are expired.",
  ])("keeps %j, which an operator needs", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("keeps of an error what says where and why, and drops what it carries", () => {
    const error = Object.assign(new TypeError("no answer", { cause: new Error("ECONNRESET") }), { code: "UPSTREAM", status: 503, config: { url: "kept-nowhere" }, request: {} });
    const copy = redact({ err: error });
    expect(copy).toMatchObject({ err: { type: "TypeError", message: "no answer", code: "UPSTREAM", status: 503, cause: { message: "ECONNRESET" } } });
    expect(JSON.stringify(copy)).toContain("redact.test.ts");
    expect(JSON.stringify(copy)).not.toContain("kept-nowhere");
  });

  it("survives what cannot be read to its end", () => {
    const circle: Record<string, unknown> = { self: null, big: 1n, at: new Date(0), bad: new Date(Number.NaN), bytes: Buffer.from("hunter2"), url: new URL("https://x.example/p?token=hunter2"), work: () => 1 };
    circle.self = circle;
    const hostile = new Proxy({}, { ownKeys: () => { throw new Error("no"); } });
    const deep = Array.from({ length: 40 }).reduce<unknown>((inner) => ({ inner }), "x");
    const copy = JSON.stringify(redact({ circle, hostile, deep, long: "word ".repeat(10_000) }));
    expect(copy.length).toBeLessThan(12_000);
    expect(copy).not.toContain("hunter2");
    expect(copy).toContain('"big":"1","at":"1970-01-01T00:00:00.000Z","bad":"[no date]","bytes":"[7 bytes]","url":"https://x.example/p?[censored]","work":"[function]"');
    expect(copy).toContain("[circular]");
    expect(copy).toContain("[unreadable]");
    expect(copy).toContain("[deep]");
  });

  it("costs little", () => {
    const event = { event: "http.request", method: "GET", path: "/landing/contoso/order", route: "/landing/[offerKey]/order", status: 200, milliseconds: 12, requestId: "37f9dea2-4345-438f-b0bd-03d40d28c7e0" };
    const started = performance.now();
    for (let turn = 0; turn < 20_000; turn += 1) redact(event);
    expect((performance.now() - started) / 20_000).toBeLessThan(0.1);
  });
});
