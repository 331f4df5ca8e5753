import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { continuationOf } from "./continuation";

const LIST = "https://other.example/api/saas/subscriptions/";

describe("the continuation token of a next link", () => {
  it.each([
    ["no link", null, null],
    ["an empty link", "", null],
    ["no query", LIST, null],
    ["no token in the query", `${LIST}?api-version=2018-08-31`, null],
    ["an empty token", `${LIST}?continuationToken=&api-version=2018-08-31`, null],
    ["an encoded token stays encoded", `${LIST}?continuationToken=%5b%7b%22a%22%3a%22%2bRID%22%7d%5d&api-version=2018-08-31`, "%5b%7b%22a%22%3a%22%2bRID%22%7d%5d"],
    ["the token comes last", `${LIST}?api-version=2018-08-31&continuationToken=abc`, "abc"],
    ["a key in other case", `${LIST}?ContinuationToken=abc`, "abc"],
    ["a token with = and ? in it", `${LIST}?continuationToken=a?b==`, "a?b=="],
    ["blanks in the link", `https:// other.example/api?continuationToken=a bc \n`, "abc"],
    ["a link without a host", `/saas/subscriptions?continuationToken=abc`, "abc"],
    ["a key that only ends so", `${LIST}?xcontinuationToken=abc`, null],
  ])("%s", (_, link, token) => {
    expect(continuationOf(link)).toBe(token);
  });

  it("comes back as it was encoded, whatever is around it", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: false }), fc.string({ minLength: 1, unit: "grapheme" }), (address, token) => {
        const encoded = encodeURIComponent(token);
        expect(continuationOf(`${address}?api-version=1&continuationToken=${encoded}&x=y`)).toBe(encoded);
      }),
    );
  });

  it("is looked for in any text without a fault", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (link) => void continuationOf(link)));
  });
});
