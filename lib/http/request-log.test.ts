import { once } from "node:events";
import { createServer, request, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "../kernel/log";
import { registry, requests } from "../kernel/metrics";
import { logRequests } from "./request-log";
import { securityHeaders, secureAnswers } from "./security-headers";

let server: Server;
let url: string;
let answer: RequestListener;
let ends: (() => void)[];
const info = vi.spyOn(log, "info");
const warn = vi.spyOn(log, "warn");

beforeEach(async () => {
  server = createServer((incoming, response) => answer(incoming, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ends = [secureAnswers(), logRequests((address) => ({ route: "/[all]", path: address?.split("?")[0] ?? "" }))];
  requests.reset();
});

afterEach(() => {
  for (const end of ends) end();
  server.close();
  server.closeAllConnections();
  vi.clearAllMocks();
});

const events = () => [...info.mock.calls, ...warn.mock.calls].map(([event]): unknown => event);

describe("a request", () => {
  it("is one event and one observation, under the id of its answer, as the address was when it came", async () => {
    answer = (incoming, response) => {
      incoming.url = "/rewritten";
      response.writeHead(201, { "x-request-id": "the-id" }).end("hello");
    };
    await (await fetch(`${url}/a/b?token=secret`, { method: "POST", body: "x" })).text();
    await vi.waitFor(() => expect(events()).toHaveLength(1));
    expect(events()[0]).toEqual({ event: "http.request", method: "POST", path: "/a/b", route: "/[all]", status: 201, milliseconds: expect.any(Number) as number, requestId: "the-id", aborted: undefined });
    expect(JSON.stringify(info.mock.calls)).not.toContain("secret");
    expect(await registry.metrics()).toContain('portal_http_request_duration_seconds_count{method="POST",route="/[all]",status="201"} 1');
  });

  it("is told of, when its client goes away, with what it had been answered", async () => {
    let arrived: () => void = () => undefined;
    const here = new Promise<void>((resolve) => (arrived = resolve));
    answer = () => arrived();
    const gone = request(`${url}/slow`).on("error", () => undefined);
    gone.end();
    await here;
    gone.destroy();
    await vi.waitFor(() => expect(events()).toEqual([expect.objectContaining({ path: "/slow", status: 499, aborted: true })]));
  });

  it("is a warning where it failed, and has no label of a stranger's making", async () => {
    answer = (_, response) => response.writeHead(500).end();
    request(url, { method: "PROPFIND" }).end();
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce());
    expect(events()[0]).toMatchObject({ method: "OTHER", status: 500 });
  });

  it("is answered with the headers that every answer has, also where Next writes its own", async () => {
    answer = (_, response) => response.writeHead(404, { "content-type": "text/plain" }).end();
    const { headers } = await fetch(url);
    for (const [name, value] of securityHeaders()) expect(headers.get(name)).toBe(value);
    expect(headers.has("strict-transport-security")).toBe(false);
  });
});

it("asks for https for a year where the portal is served so", () => {
  expect(Object.fromEntries(securityHeaders("https://portal.example"))).toMatchObject({ "strict-transport-security": "max-age=31536000", "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin" });
});
