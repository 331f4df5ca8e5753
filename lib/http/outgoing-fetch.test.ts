import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Lookup } from "./name-lookup";
import { createOutgoingFetch, outgoingFetch, type OutgoingRequest } from "./outgoing-fetch";

/** Within what the internet may use one day, and leading nowhere. */
const NOWHERE = { address: "2d00::1", family: 6 };
const LOOPBACK = { address: "127.0.0.1", family: 4 };

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

/** A server on 127.0.0.1, and how often somebody connected to it. */
async function listen(server: Server): Promise<{ port: number; connections: () => number }> {
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    stops.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stops.push(() => server.close());
  return { port: portOf(server.address()), connections: () => connections };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("not listening");
  return address.port;
}

const http = (answer: RequestListener) => listen(createHttpServer(answer));
const open = createOutgoingFetch({ allowPrivate: true });

/** What an endpoint that answers so makes of a call. */
async function call(answer: RequestListener, more: Partial<OutgoingRequest> = {}) {
  const { port } = await http(answer);
  return open({ url: `http://127.0.0.1:${port}/hook`, method: "POST", body: "{}", ...more });
}

describe("an endpoint that is called", () => {
  it("gets method, headers and body as they are, and its answer comes back", async () => {
    const outcome = await call(
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        request.on("end", () => response.writeHead(202, { "X-Seen": "yes" }).end(JSON.stringify([request.method, request.url, request.headers["webhook-id"], request.headers["user-agent"], Buffer.concat(chunks).toString()])));
      },
      { method: "PUT", headers: { "webhook-id": "msg_1" }, body: "ærø" },
    );
    expect(outcome).toMatchObject({ kind: "answered", status: 202, headers: { "x-seen": "yes" }, body: JSON.stringify(["PUT", "/hook", "msg_1", "partner-portal", "ærø"]), isTruncated: false });
  });

  it.each([200, 204, 400, 410, 429, 500, 503])("may answer %i", async (status) => {
    expect(await call((_, response) => response.writeHead(status).end())).toMatchObject({ kind: "answered", status, body: "", isTruncated: false });
  });

  it("is quoted up to a whole character", async () => {
    const long: RequestListener = (_, response) => response.end("é".repeat(100));
    expect(await call(long, { keptBytes: 7 })).toMatchObject({ kind: "answered", body: "ééé", isTruncated: true });
    expect(await call(long, { keptBytes: 200 })).toMatchObject({ kind: "answered", body: "é".repeat(100), isTruncated: false });
    expect(await call((_, response) => response.end(Buffer.from([0x61, 0xff, 0x62])))).toMatchObject({ kind: "answered", body: "a\uFFFDb" });
  });

  it.each([301, 302, 303, 307, 308, 304])("is not followed when it redirects with %i", async (status) => {
    const elsewhere = await http((_, response) => response.end());
    const outcome = await call((_, response) => response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.port}/` }).end());
    expect(outcome).toEqual({ kind: "failed", reason: "redirected", status, code: null });
    expect(elsewhere.connections()).toBe(0);
  });

  it.each<[string, RequestListener]>([
    ["in one piece", (_, response) => response.end("x".repeat(5_000))],
    ["in many", (_, response) => Array.from({ length: 51 }, (__, index) => (index < 50 ? response.write("x".repeat(100)) : response.end()))],
    ["without an end", (_, response) => void response.on("drain", () => response.write("x".repeat(1_000))).write("x".repeat(100_000))],
    ["packed", (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(5_000_000)))],
  ])("is given up when its answer is too long: %s", async (_, answer) => {
    expect(await call(answer, { maxBytes: 4_000 })).toEqual({ kind: "failed", reason: "too-large", status: 200, code: null });
  });

  it("is given up when its headers are too long", async () => {
    const { port } = await listen(createTcpServer((socket) => void socket.on("error", () => undefined).write(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n`)));
    expect(await open({ url: `http://127.0.0.1:${port}/`, method: "GET" })).toMatchObject({ kind: "failed", reason: "too-large", status: null });
  });

  it.each<[string, RequestListener, number | null]>([
    ["says nothing", () => undefined, null],
    ["stops in the middle", (_, response) => void response.write("half"), 200],
    ["drips", (_, response) => void stops.push(clearInterval.bind(null, setInterval(() => response.write("."), 20))), 200],
  ])("is given up when it %s", async (_, answer, status) => {
    const started = performance.now();
    expect(await call(answer, { timeoutMilliseconds: 300 })).toEqual({ kind: "failed", reason: "timeout", status, code: null });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it("is given up when nobody says where its name leads", async () => {
    const silent = createOutgoingFetch({ allowPrivate: true, lookup: () => new Promise(() => undefined) });
    expect(await silent({ url: "http://endpoint.example/", method: "GET", timeoutMilliseconds: 100 })).toMatchObject({ kind: "failed", reason: "timeout" });
  });

  it.each<[string, (port: number) => string, Lookup | undefined, { reason: string; code: string | null }]>([
    ["refuses the connection", () => "http://127.0.0.1:2/", undefined, { reason: "connection", code: "ECONNREFUSED" }],
    ["has no such name", () => "http://endpoint.example/", () => Promise.reject(Object.assign(new Error(), { code: "ENOTFOUND" })), { reason: "connection", code: "ENOTFOUND" }],
    ["has a name without addresses", () => "http://endpoint.example/", () => Promise.resolve([]), { reason: "connection", code: "ENOTFOUND" }],
    ["breaks off", (port) => `http://127.0.0.1:${port}/`, undefined, { reason: "connection", code: "UND_ERR_SOCKET" }],
    ["speaks no TLS", (port) => `https://127.0.0.1:${port}/speak`, undefined, { reason: "tls", code: "ERR_SSL_WRONG_VERSION_NUMBER" }],
  ])("may be away: it %s", async (_, url, lookup, expected) => {
    const { port } = await listen(
      createTcpServer((socket) => {
        socket.on("error", () => undefined).once("data", (data: Buffer) => (data[0] === 0x16 ? socket.end("HTTP/1.1 400 Bad Request\r\n\r\n") : socket.end()));
      }),
    );
    expect(await createOutgoingFetch({ allowPrivate: true, lookup })({ url: url(port), method: "GET" })).toEqual({ kind: "failed", status: null, ...expected });
  });

  it("is not called on the port of another service", async () => {
    expect(await open({ url: "http://127.0.0.1:25/", method: "POST", body: "MAIL FROM:" })).toEqual({ kind: "refused", reason: "port" });
  });

  it("may be given up by whoever calls, and tells a bug of theirs from a fault of its own", async () => {
    const controller = new AbortController();
    const waiting = call(() => controller.abort(new Error("the portal stops")), { signal: controller.signal });
    await expect(waiting).rejects.toThrow("the portal stops");
    await expect(open({ url: "http://127.0.0.1/", method: "GET", headers: { "x-bad": "a\r\nb" } })).rejects.toThrow(TypeError);
  });
});

describe("private addresses", () => {
  it("are called where the environment allows it, as the demo does", async () => {
    const { port } = await http((_, response) => response.end("here"));
    expect(await outgoingFetch({ url: `http://localhost:${port}/`, method: "GET" })).toMatchObject({ kind: "answered", body: "here" });
  });

  const PRIVATE = [[LOOPBACK], [NOWHERE, LOOPBACK], [LOOPBACK, NOWHERE], [{ address: "::1", family: 6 }], [{ address: "::ffff:127.0.0.1", family: 6 }], [{ address: "169.254.169.254", family: 4 }], [{ address: "fd00:ec2::254", family: 6 }]];
  it.each(PRIVATE.map((addresses) => [addresses.map(({ address }) => address).join(), addresses] as const))("are not connected to, whatever name leads there: %s", async (_, addresses) => {
    const { port, connections } = await http((_, response) => response.end());
    const guarded = createOutgoingFetch({ allowPrivate: false, lookup: () => Promise.resolve(addresses) });
    expect(await guarded({ url: `https://endpoint.example:${port}/`, method: "POST", body: "{}", timeoutMilliseconds: 2_000 })).toEqual({ kind: "refused", reason: "private-address" });
    expect(connections()).toBe(0);
  });

  it("are not connected to when a name leads there only at the second look", async () => {
    const { port, connections } = await http((_, response) => response.end());
    let looks = 0;
    const guarded = createOutgoingFetch({ allowPrivate: false, lookup: () => Promise.resolve((looks += 1) === 1 ? [NOWHERE] : [LOOPBACK]) });
    const request = { url: `https://endpoint.example:${port}/`, method: "GET", timeoutMilliseconds: 500 } as const;
    expect(await guarded(request)).toMatchObject({ kind: "failed" });
    expect(await guarded(request)).toEqual({ kind: "refused", reason: "private-address" });
    expect([looks, connections()]).toEqual([2, 0]);
  });

  it.each(["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost"])("are not connected to as %s", async (host) => {
    const { port, connections } = await http((_, response) => response.end());
    const guarded = createOutgoingFetch({ allowPrivate: false });
    expect(await guarded({ url: `https://${host}:${port}/`, method: "GET" })).toEqual({ kind: "refused", reason: "private-address" });
    expect(await guarded({ url: `http://${host}:${port}/`, method: "GET" })).toEqual({ kind: "refused", reason: "no-https" });
    expect(connections()).toBe(0);
  });
});
