import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeReturnPath } from "./return-path";

describe("where a sign-in comes back to", () => {
  it.each(["/", "/landing/ledgerlight/order", "/subscriptions?search=a%20b", "/publisher/northwind-labs"])("%s stays", (path) => expect(safeReturnPath(path)).toBe(path));

  it.each([null, undefined, "", "https://evil.example/", "//evil.example/", "/\\evil.example/", "/\t/evil.example", "\\\\evil.example", "javascript:alert(1)", "evil", "/api/auth/callback/entra", "/./api/auth/x", "/x/..//evil.example"])(
    "%j becomes the start page",
    (path) => expect(safeReturnPath(path)).toBe("/"),
  );

  it("never leaves the portal, whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string().map((text) => `/${text}`), fc.string().map((text) => `//${text}`)), (wanted) => {
        const path = safeReturnPath(wanted);
        expect(new URL(path, "https://portal.example").origin).toBe("https://portal.example");
        expect(path.startsWith("//")).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});
