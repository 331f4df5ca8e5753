import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHtml, wordsOf } from "./error-body";

const PURCHASE_TOKEN = "Ab3/+9zQ".repeat(28) + "==";
const BEARER = `eyJhbGciOiJSUzI1NiJ9.${"c2hvcnQ".repeat(4)}.${"aBc_-9".repeat(20)}`;

describe("Microsoft's words in an error body", () => {
  it.each([
    ["at the root", { code: "EntityNotFound", message: "Not found.", target: "subscriptionId" }, "EntityNotFound: Not found."],
    ["under error", { error: { code: "InternalServerError", message: "Sorry." } }, "InternalServerError: Sorry."],
    ["under Error, capitalised", { Error: { Code: "ApiVersionUnspecified", Message: "A version is required." } }, "ApiVersionUnspecified: A version is required."],
    ["capitalised at the root", { Message: "Denied." }, "Denied."],
    ["with details", { code: "BadArgument", message: "Errors.", details: [{ message: "Token expired." }, { target: "x" }, "odd"] }, "BadArgument: Errors.: Token expired."],
    ["of OAuth", { error: "invalid_client", error_description: "AADSTS7000222: The secret is expired.", error_codes: [7000222] }, "invalid_client: AADSTS7000222: The secret is expired."],
    ["a code that is a number", { code: 400, message: "Bad." }, "Bad."],
    ["a message that is an object", { code: "Bad", message: { lang: "en" } }, "Bad"],
    ["nothing known in it", { status: "odd" }, '{"status":"odd"}'],
    ["an empty object", {}, ""],
    ["error is null", { error: null, code: "Bad" }, "Bad"],
    ["a JSON text", "Just words.", "Just words."],
    ["a list", ["a"], '["a"]'],
  ])("%s", (_, body, words) => {
    expect(wordsOf(JSON.stringify(body))).toBe(words);
  });

  it.each([
    ["nothing", "", ""],
    ["plain text", "  The service\n is   away ", "The service is away"],
    ["a page", "<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"],
    ["a page without doctype", "\n<HTML lang=en>", "an HTML page"],
    ["half JSON", '{"code": "Ba', '{"code": "Ba'],
  ])("%s", (_, body, words) => {
    expect(wordsOf(body)).toBe(words);
  });

  it.each([
    ["a purchase token", PURCHASE_TOKEN, "9zQAb3"],
    ["an encoded purchase token", encodeURIComponent(PURCHASE_TOKEN), "9zQAb3"],
    ["a publisher token", BEARER, "c2hvcnQ"],
    ["a short JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJ"],
    ["a short bearer token", "Bearer sesame", "sesame"],
    ["a mail address", "mira.soto@auroradental.example", "mira"],
    ["an encoded mail address", "mira.soto%40auroradental.example", "mira"],
    ["a mail address of other letters", "zoë@đặng.example", "zoë"],
  ])("%s is left out, wherever it stands", (_, secret, part) => {
    for (const body of [secret, `Value '${secret}' is wrong.`, JSON.stringify({ code: "Bad", message: `(${secret})` }), JSON.stringify({ odd: secret })]) {
      expect(wordsOf(body)).not.toContain(part);
    }
  });

  it("keep the ids that support asks for", () => {
    const id = "fb494e49-67ca-4673-658b-01f8c56393ec";
    expect(wordsOf(JSON.stringify({ code: "EntityNotFound", message: `Subscription ${id} is unknown.` }))).toContain(id);
  });

  it("are short, of any body, and quickly", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (body) => {
        expect(wordsOf(body).length).toBeLessThanOrEqual(301);
      }),
    );
    const started = performance.now();
    expect(wordsOf("a".repeat(5_000_000)).length).toBeLessThanOrEqual(301);
    expect(wordsOf("a.@".repeat(1_000_000)).length).toBeLessThanOrEqual(301);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("tells a page from an answer", () => {
    expect(isHtml("<!doctype html>")).toBe(true);
    expect(isHtml('{"a": 1}')).toBe(false);
  });
});
