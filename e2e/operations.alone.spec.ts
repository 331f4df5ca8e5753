import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { BUILD, signal, startOwnPortal, type OwnPortal } from "./support/own-portal";

const METRICS_TOKEN = "only-for-tests-only";
const TOKEN = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo";

/** One portal that is served over https, as its address says, and sends its spans to a collector of this test. */
let portal: OwnPortal;
const spans: string[] = [];
const collector = createServer((incoming, response) => {
  incoming.setEncoding("utf8").on("data", (chunk: string) => spans.push(chunk));
  incoming.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
});

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  portal = await startOwnPortal({
    PORTAL_URL: "https://portal.example",
    METRICS_TOKEN,
    STOP_SECONDS: "5",
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
});

test.afterAll(() => {
  signal(portal, "SIGKILL");
  collector.close();
  collector.closeAllConnections();
});

const EVERYWHERE = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "strict-transport-security": "max-age=31536000",
};

function firstChunk(): string {
  return `/_next/static/chunks/${readdirSync(`${BUILD}/static/chunks`).find((name) => name.endsWith(".js")) ?? ""}`;
}

for (const [what, path, status, page] of [
  ["a page", () => "/sign-in", 200, true],
  ["a page that is not there", () => "/no/such/page", 404, true],
  ["a page that needs a sign-in", () => "/publisher/contoso", 307, true],
  ["a landing page without an offer", () => "/landing?token=x", 303, true],
  ["an address with a slash too many", () => "/sign-in/", 308, false],
  ["an answer for machines", () => "/api/health/live", 200, true],
  ["a refusal for machines", () => "/api/metrics", 401, true],
  ["a script", firstChunk, 200, false],
  ["a file", () => "/favicon.svg", 200, false],
  ["a file that is not there", () => "/_next/static/chunks/none.js", 404, false],
  ["an image of another size", () => "/_next/image?url=%2Ffavicon.svg&w=64&q=75", 404, false],
] as const) {
  test(`${what} has the headers that it should`, async () => {
    const { headers, ...answer } = await fetch(`${portal.url}${path()}`, { redirect: "manual" }).then(async (response) => ({ status: response.status, headers: response.headers, body: await response.text() }));
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(EVERYWHERE)) expect(headers.get(name), name).toBe(value);
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.has("x-powered-by")).toBe(false);
    if (!page) return;
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeTruthy();
    for (const [script] of answer.body.matchAll(/<script\b[^>]*>/g)) expect(script).toContain(`nonce="${nonce ?? ""}"`);
  });
}

test("every page and route of the build has them, with a nonce of its own", async () => {
  const manifest = JSON.parse(readFileSync(`${BUILD}/routes-manifest.json`, "utf8")) as Record<"staticRoutes" | "dynamicRoutes", { page: string }[]>;
  const pages = [...manifest.staticRoutes, ...manifest.dynamicRoutes].map(({ page }) => page.replaceAll(/\[[^\]]+\]/g, "x")).filter((page) => !page.startsWith("/_"));
  expect(pages.length).toBeGreaterThan(15);
  const nonces = new Set<string | undefined>();
  for (const page of pages) {
    const { headers } = await fetch(`${portal.url}${page}`, { redirect: "manual" });
    for (const [name, value] of Object.entries(EVERYWHERE)) expect(headers.get(name), `${name} of ${page}`).toBe(value);
    nonces.add(/'nonce-([^']+)'/.exec(headers.get("content-security-policy") ?? "")?.[1]);
  }
  expect(nonces.size).toBe(pages.length);
});

test("it says that it is ready, and counts for whoever has the token", async () => {
  const ready = await fetch(`${portal.url}/api/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true, stopping: false, database: "answers", migrations: "applied", worker: "alive" }]);
  expect((await fetch(`${portal.url}/api/metrics`, { headers: { authorization: "Bearer wrong-wrong-wrong-wrong" } })).status).toBe(401);
  const metrics = await fetch(`${portal.url}/api/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  expect(metrics.headers.get("content-type")).toContain("text/plain");
  const text = await metrics.text();
  expect(text).toContain('portal_http_request_duration_seconds_count{method="GET",route="/sign-in",status="200"}');
  for (const name of ["portal_job_duration_seconds", "portal_upstream_call_duration_seconds", "portal_worker_beat_timestamp_seconds", "nodejs_eventloop_lag_seconds"]) expect(text).toContain(name);
});

test("each request is one line of the log, whatever it is, and no line and no span holds what must not be there", async () => {
  const paths = [`/landing/gold?token=${TOKEN}`, `/landing/${TOKEN}`, `/api/auth/callback/entra?code=${TOKEN}&state=${TOKEN}`, `/no/${TOKEN}`, "/sign-in", "/yardstick", "/favicon.svg"];
  const seen = portal.output().length;
  const ids: (string | null)[] = [];
  for (const path of paths) {
    const answer = await fetch(`${portal.url}${path}`, { redirect: "manual", headers: { cookie: `x=${TOKEN}`, authorization: `Bearer ${TOKEN}`, "user-agent": "joe@contoso.com" } });
    await answer.text();
    ids.push(answer.headers.get("x-request-id"));
  }
  const gone = request(`${portal.url}/sign-in`).on("error", () => undefined);
  gone.end();
  await once(gone, "socket");
  gone.destroy();

  const lines = (): Record<string, unknown>[] => portal.output().slice(seen).split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Record<string, unknown>);
  const requests = (): Record<string, unknown>[] => lines().filter((line) => line.event === "http.request");
  await expect.poll(() => requests().length).toBeGreaterThanOrEqual(paths.length);
  for (const id of ids.filter((each) => each !== null)) expect(requests().filter((line) => line.requestId === id), id).toHaveLength(1);
  expect(requests().slice(0, paths.length).map(({ path, route, status }) => [path, route, status])).toEqual([
    ["/landing/gold", "/landing/[offerKey]", expect.any(Number)],
    ["/landing/[offerKey]", "/landing/[offerKey]", expect.any(Number)],
    ["/api/auth/[...nextauth]", "/api/auth/[...nextauth]", expect.any(Number)],
    ["[unmatched]", "unmatched", 404],
    ["/sign-in", "/sign-in", 200],
    ["/yardstick", "/yardstick", 200],
    ["/[file]", "file", 200],
  ]);

  signal(portal, "SIGTERM");
  expect(await portal.ended).toBe(0);
  const told = portal.output() + spans.join("");
  expect(spans.join("")).toContain("/landing/[offerKey]");
  for (const secret of [TOKEN, METRICS_TOKEN, "joe@contoso.com", "token="]) expect(told).not.toContain(secret);
});
