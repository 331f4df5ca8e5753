import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { encode } from "next-auth/jwt";
import { z } from "zod";
import { BUILD, COMMAND_LINE, NEXTAUTH_SECRET, runProcess, signal, startOwnPortal, type OwnPortal } from "./support/own-portal";

const manifestSchema = z.object({ node: z.record(z.string(), z.object({ exportedName: z.string(), filename: z.string() })) });

let portal: OwnPortal;
let key: string;

/** `npm run portal -- …` beside the running portal. */
async function command(...args: readonly string[]): Promise<string> {
  const { code, output } = await runProcess({ args: [COMMAND_LINE, ...args], env: { DATABASE_URL: portal.databaseUrl, MARKETPLACE_CLIENT_SECRET: "secret" } });
  expect(code, output).toBe(0);
  return output;
}

test.beforeAll(async () => {
  portal = await startOwnPortal({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: "5", RATE_LIMIT_CUSTOMER_PER_MINUTE: "3", RATE_LIMIT_API_PER_MINUTE: "4", TRUSTED_PROXIES: "1", WORKER: "off", LOG_LEVEL: "warn" });
  await command("offers", "apply", "docs/offer.example.yaml");
  key = /mpp_[\w-]{43}/.exec(await command("api-keys", "create", "--publisher", "northwind", "--name", "ERP", "--scope", "subscriptions:read"))?.[0] ?? "";
});
test.afterAll(() => signal(portal, "SIGTERM"));

let visitors = 0;
/** Somebody else than anybody before. */
const visitor = () => `198.51.100.${++visitors}`;

/** A call by way of the one trusted proxy, from `address`. */
const ask = (path: string, address: string, headers: Record<string, string> = {}) =>
  fetch(`${portal.url}${path}`, { redirect: "manual", headers: { "x-forwarded-for": `203.0.113.${String(Math.floor(Math.random() * 250))}, ${address}`, ...headers } });

async function statuses(times: number, call: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  for (let each = 0; each < times; each += 1) seen.push((await call()).status);
  return seen;
}

test("who opens pages without a sign-in too often is told so, for a minute and alone", async () => {
  const often = visitor();
  for (const path of ["/landing/ledgerlight?token=x", "/sign-in", "/invitation?token=x"]) expect(await statuses(3, () => ask(path, often))).not.toContain(429);
  await ask("/docs", often);
  const refused = await ask("/sign-in", often, { "x-portal-client": visitor() });
  expect([refused.status, refused.headers.get("content-type")]).toEqual([429, "text/html; charset=utf-8"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("x-frame-options")).toBe("DENY");
  const page = await refused.text();
  for (const words of ["That was too often.", "Try again in", String(refused.headers.get("x-request-id"))]) expect(page).toContain(words);
  expect((await ask("/%73ign-in", often)).status).not.toBe(200);
  expect((await ask("/api/v1/openapi.json", often)).headers.get("content-type")).toBe("application/problem+json");

  expect((await ask("/sign-in", visitor())).status).toBe(200);
  // What Microsoft calls has no limit, nor have those who watch the portal.
  for (const path of ["/api/webhook/ledgerlight", "/api/managed-app/ledgerlight/resource", "/api/leads/ledgerlight", "/api/analytics/ledgerlight/callback/1", "/api/health/live"]) {
    expect(await statuses(12, () => ask(path, often)), path).not.toContain(429);
  }
});

test("the API counts by key, and forgets nobody who keeps failing", async () => {
  const list = (address: string, bearer = key) => ask("/api/v1/subscriptions", address, { authorization: `Bearer ${bearer}` });
  expect(await statuses(6, () => list(visitor()))).toEqual([200, 200, 200, 200, 429, 429]);
  const refused = await list(visitor());
  expect([refused.headers.get("content-type"), refused.headers.get("cache-control")]).toEqual(["application/problem+json", "no-store"]);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ type: "urn:problem:too-many-requests", status: 429 });

  const guessing = visitor();
  expect(new Set(await statuses(30, () => list(guessing, `mpp_${"x".repeat(43)}`)))).toEqual(new Set([401]));
  expect(await statuses(2, () => list(guessing, `mpp_${"x".repeat(43)}`))).toEqual([429, 429]);
  expect((await list(visitor(), "mpp_wrong")).status).toBe(401);
});

test("a customer does so much a minute, and pages stay open", async () => {
  const manifest: unknown = JSON.parse(await readFile(join(BUILD, "server/server-reference-manifest.json"), "utf8"));
  const actions = Object.entries(manifestSchema.parse(manifest).node);
  const action = actions.find(([, { exportedName, filename }]) => exportedName === "disconnectDirectory" && filename.endsWith("directory/actions.ts"))?.[0] ?? "";
  expect(action).not.toBe("");
  const signedIn = async () => ({ cookie: `next-auth.session-token=${await encode({ token: { person: { kind: "user", tenantId: randomUUID(), objectId: randomUUID(), name: "Mira", email: null } }, secret: NEXTAUTH_SECRET })}` });
  const act = (headers: Record<string, string>) => fetch(`${portal.url}/subscriptions/${randomUUID()}/users`, { method: "POST", redirect: "manual", headers: { ...headers, "next-action": action, "content-type": "text/plain;charset=UTF-8", origin: portal.url }, body: '["/subscriptions"]' });
  const [mira, jonas] = [await signedIn(), await signedIn()];
  for (let each = 0; each < 3; each += 1) expect((await act(mira)).headers.get("x-action-redirect")).toMatch(/^\/subscriptions;/);
  const refused = await act(mira);
  expect([refused.status, await refused.text()]).toEqual([500, expect.stringContaining('"digest":"too-many-requests"')]);
  expect((await ask("/subscriptions", visitor(), mira)).status).toBe(200);
  expect((await act(jonas)).headers.has("x-action-redirect")).toBe(true);
});

/** A body whose length no header tells is sent in pieces. */
async function post(path: string, headers: Record<string, string>, body: Buffer): Promise<number | undefined> {
  const outgoing = request(`${portal.url}${path}`, { method: "POST", headers });
  outgoing.end(body);
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

test("what is too large is refused, whether it says so or not", async () => {
  const address = visitor();
  const page = await (await ask("/sign-in", address)).text();
  const action = /name="(\$ACTION_ID_\w+)"/.exec(page)?.[1] ?? "";
  expect(action).not.toBe("");
  const send = async (bytes: number, told: boolean): Promise<number | undefined> => {
    const form = new FormData();
    form.set(action, "");
    form.set("returnTo", "x".repeat(bytes));
    const written = new Response(form);
    const body = Buffer.from(await written.arrayBuffer());
    const type = written.headers.get("content-type") ?? "";
    return post("/sign-in", { "content-type": type, origin: portal.url, "x-forwarded-for": address, ...(told ? { "content-length": String(body.length) } : {}) }, body);
  };
  expect(await send(1_000, true)).toBe(303);
  expect(await send(1_000, false)).toBe(303);
  expect(await send(300_000, true)).toBe(413);
  expect(await send(300_000, false)).toBe(413);

  const webhook = await fetch(`${portal.url}/api/webhook/ledgerlight`, { method: "POST", body: "x".repeat(2 ** 20 + 1) });
  expect([webhook.status, webhook.headers.get("content-type")]).toEqual([413, "application/problem+json"]);
  expect(await post("/api/webhook/ledgerlight", {}, Buffer.alloc(2 ** 20 + 1, "x"))).toBe(413);
  expect(await post("/api/webhook/ledgerlight", {}, Buffer.from("{}"))).toBe(401);
});
