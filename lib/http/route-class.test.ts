import { describe, expect, it } from "vitest";
import { classifier, classifierOfBuild } from "./route-class";

const classify = classifier({
  staticRoutes: [{ page: "/", regex: "^/(?:/)?$" }, { page: "/sign-in", regex: "" }],
  dynamicRoutes: [
    { page: "/api/auth/[...nextauth]", regex: "^/api/auth/(.+?)(?:/)?$" },
    { page: "/landing/[offerKey]", regex: "^/landing/([^/]+?)(?:/)?$" },
    { page: "/publisher/[publisherKey]/subscriptions/[subscriptionId]", regex: "^/publisher/([^/]+?)/subscriptions/([^/]+?)(?:/)?$" },
    { page: "/invitations/[secret]", regex: "^/invitations/([^/]+?)(?:/)?$" },
  ],
});
const SECRET = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo";

describe("an address in the log", () => {
  it.each([
    ["/", "/", "/"],
    ["/sign-in/?callbackUrl=%2Fx", "/sign-in", "/sign-in"],
    ["/landing/contoso-crm?token=abc", "/landing/[offerKey]", "/landing/contoso-crm"],
    ["/publisher/contoso2/subscriptions/37F9DEA2-4345-438f-b0bd-03d40d28c7e0", "/publisher/[publisherKey]/subscriptions/[subscriptionId]", "/publisher/contoso2/subscriptions/37F9DEA2-4345-438f-b0bd-03d40d28c7e0"],
    ["/publisher/contoso/subscriptions/42", "/publisher/[publisherKey]/subscriptions/[subscriptionId]", "/publisher/contoso/subscriptions/42"],
    ["/api/auth/callback/entra?code=x", "/api/auth/[...nextauth]", "/api/auth/[...nextauth]"],
    ["/_next/static/chunks/x.js", "/_next", "/_next/[file]"],
    ["/favicon.svg", "file", "/[file]"],
    ["/wp-admin/setup.php", "unmatched", "[unmatched]"],
    ["http://elsewhere.example/landing/x", "unmatched", "[unmatched]"],
    ["*", "unmatched", "[unmatched]"],
  ])("%s is %s", (url, route, path) => {
    expect(classify(url)).toEqual({ route, path });
  });

  it.each([
    `/landing/${SECRET}`,
    `/landing/${encodeURIComponent("a+b/c==").repeat(3)}`,
    `/landing/${SECRET.toLowerCase()}`,
    `/landing/${Buffer.from(SECRET).toString("hex").slice(0, 32)}`,
    `/invitations/${SECRET}`,
    `/publisher/joe@contoso.com/subscriptions/${SECRET}`,
    `/api/auth/${SECRET}`,
    `/${SECRET}`,
    `/${SECRET}.png`,
    `/_next/${SECRET}`,
    `//${SECRET}?${SECRET}#${SECRET}`,
    `/landing/x?token=${SECRET}`,
  ])("keeps what somebody put into %s to itself, and makes no label of it", (url) => {
    const { route, path } = classify(url);
    const told = `${route} ${path}`.toLowerCase();
    for (const piece of [SECRET, "joe", "a%2b", Buffer.from(SECRET).toString("hex").slice(0, 32)]) expect(told).not.toContain(piece.toLowerCase());
    expect(["unmatched", "file", "/_next", "/landing/[offerKey]", "/invitations/[secret]", "/api/auth/[...nextauth]", "/publisher/[publisherKey]/subscriptions/[subscriptionId]"]).toContain(route);
  });

  it("is told of nowhere, where there is no build to know the routes from", () => {
    process.env.NEXT_DIST_DIR = "no-such-build";
    expect(classifierOfBuild()("/landing/contoso")).toEqual({ route: "unmatched", path: "[unmatched]" });
  });
});
