import { createServer, type Server } from "node:http";
import { expect, test } from "@playwright/test";
import { COMMAND_LINE, runProcess, signal, startOwnPortal, type OwnPortal } from "./support/own-portal";

/** A portal that is served over https, by a proxy that is left out here; and an authority that only counts. */
let portal: OwnPortal;
let authority: Server;
let asked: string[] = [];

test.beforeAll(async () => {
  authority = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(404).end();
  });
  await new Promise<void>((done) => authority.listen(0, "127.0.0.1", done));
  const address = authority.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  portal = await startOwnPortal({ PORTAL_URL: "https://portal.example", ENTRA_AUTHORITY: `http://127.0.0.1:${String(port)}`, ALLOW_PRIVATE_ENDPOINTS: "on", WORKER: "off", LOG_LEVEL: "fatal" });
  const { code, output } = await runProcess({ args: [COMMAND_LINE, "offers", "apply", "docs/offer.example.yaml"], env: { DATABASE_URL: portal.databaseUrl, MARKETPLACE_CLIENT_SECRET: "secret" } });
  expect(code, output).toBe(0);
});
test.afterAll(() => {
  signal(portal, "SIGTERM");
  authority.close();
});
test.beforeEach(() => {
  asked = [];
});

/** What a landing page sets as its cookie for a browser that comes with `cookie`. */
async function landingCookie(cookie: string): Promise<{ name: string; value: string; attributes: string[] }> {
  const answer = await fetch(`${portal.url}/landing/ledgerlight?token=abc`, { redirect: "manual", headers: { cookie } });
  expect(answer.status).toBe(303);
  const [pair = "", ...attributes] = (answer.headers.getSetCookie().find((each) => each.includes("portal.landing")) ?? "").split("; ");
  const [name = "", value = ""] = pair.split("=");
  return { name, value, attributes };
}

test("over https, no neighbour under the same domain can set the cookie of an arrival", async () => {
  const { name, value, attributes } = await landingCookie("");
  expect(name).toBe("__Host-portal.landing");
  expect(value).toMatch(/^[\w-]{43}$/);
  expect(attributes).toEqual(expect.arrayContaining(["Path=/", "Secure", "HttpOnly"]));
  expect(attributes.filter((each) => each.startsWith("Domain"))).toEqual([]);

  // It stays the same for the next purchase, and takes over nothing that the portal did not make.
  expect((await landingCookie(`__Host-portal.landing=${value}`)).value).toBe(value);
  for (const foreign of ["known", "", "x".repeat(44), `${"x".repeat(42)}.`]) expect((await landingCookie(`__Host-portal.landing=${foreign}`)).value).not.toBe(foreign);
  expect((await landingCookie(`portal.landing=${value}`)).value).not.toBe(value);
});

test("a callback that no sign-in of this browser began makes no call to Entra, and one with a tenant of its own none to that", async () => {
  const call = (cookie: string) => fetch(`${portal.url}/api/auth/callback/entra?code=x&state=y`, { redirect: "manual", headers: { cookie } });
  const tenant = "portal.sign-in-tenant=5a3e7d91-6c08-4f2b-93ad-e1b7402c6f58";
  const turnedBack = await call(tenant);
  expect(turnedBack.headers.get("location")).toContain("/sign-in?error=interrupted");
  expect(asked).toEqual([]);

  await call(`${tenant}; __Secure-next-auth.state=made-up`);
  expect(asked).toEqual(["/common/v2.0/.well-known/openid-configuration"]);
});
