import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPurchaseToken } from "./purchase-token";

const base64 = fc.uint8Array({ minLength: 160, maxLength: 190 }).map((bytes) => Buffer.from(bytes).toString("base64"));

describe("the purchase token of a landing address", () => {
  it("comes out as Microsoft put it in, encoded", () => {
    fc.assert(fc.property(base64, (token) => {
      expect(readPurchaseToken(`token=${encodeURIComponent(token)}`)).toEqual({ token });
    }));
  });

  it("comes out whole where somebody passed the address on unencoded", () => {
    fc.assert(fc.property(base64, (token) => {
      expect(readPurchaseToken(`token=${token}`)).toEqual({ token });
    }));
  });

  it("is found among other parameters, the first one counting", () => {
    expect(readPurchaseToken("utm=1&token=a%2Bb%3D&token=other")).toEqual({ token: "a+b=" });
  });

  it("is decoded once and no more", () => {
    expect(readPurchaseToken("token=a%252Bb")).toEqual({ token: "a%2Bb" });
  });

  it.each(["", "token=", "other=1", "tokens=abc"])("is not there: %j", (query) => expect(readPurchaseToken(query)).toBeNull());

  it.each([
    ["a broken escape", "token=%E0%A4%A"],
    ["a blank inside", "token=a%20b"],
    ["a line break", "token=a%0D%0Ab"],
    ["no ASCII", "token=%C3%A9"],
    ["10 kB", `token=${"A".repeat(10_240)}`],
  ])("is nothing that could be one: %s", (_, query) => expect(readPurchaseToken(query)).toBe("unreadable"));

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 6000 }), (query) => void readPurchaseToken(query)));
  });
});
