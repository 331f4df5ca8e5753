import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { api } from "@opentelemetry/sdk-node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { inSpan, startTracing, stopTracing } from "./tracing";

const TOKEN = "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZmdoaWo";

let collector: Server;
let endpoint: string;
const received: { url: string; body: string }[] = [];

beforeEach(async () => {
  received.length = 0;
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ url: request.url ?? "", body: Buffer.concat(chunks).toString() });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test");
});

afterEach(async () => {
  await stopTracing();
  collector.close();
  collector.closeAllConnections();
  vi.unstubAllEnvs();
});

describe("tracing", () => {
  it("reaches the collector with what happened where, and without queries, tokens and people", async () => {
    await startTracing(endpoint);
    const attributes: api.Attributes = {
      "http.route": "/landing/[offerKey]",
      "http.status_code": 503,
      "http.target": `/landing/kept-nowhere?token=${TOKEN}`,
      "http.url": `https://portal.example/landing/gold?token=${TOKEN}#${TOKEN}`,
      "http.user_agent": "kept-nowhere",
      "purchase.token": "kept-nowhere",
      list: ["one", `joe@contoso.com ${TOKEN}`],
    };
    await inSpan(`fetch GET https://portal.example/x?token=${TOKEN}`, attributes, async () => {
      await inSpan("marketplace resolve", {}, () => Promise.reject(new Error(`it said Bearer ${TOKEN} to joe@contoso.com`))).catch(() => undefined);
    });
    await stopTracing();
    const all = JSON.stringify(received);
    expect(received.map(({ url }) => url)).toEqual(["/v1/traces"]);
    for (const kept of ["partner-portal", "deployment.environment", "/landing/[offerKey]", "503", "marketplace resolve", "fetch GET https://portal.example/x", "https://portal.example/landing/gold", "tracing.test.ts", "it said"]) {
      expect(all).toContain(kept);
    }
    for (const gone of [TOKEN, "kept-nowhere", "joe@", "token="]) expect(all).not.toContain(gone);
  });

  it("is not there, and costs no package, where no collector is named", async () => {
    await startTracing(undefined);
    expect(globalThis.portalTracing).toBeUndefined();
    expect(await inSpan("work", {}, () => Promise.resolve(7))).toBe(7);
    await stopTracing();
    expect(received).toEqual([]);
  });

  it("does its work when the collector is away", async () => {
    collector.close();
    await startTracing(endpoint);
    expect(await inSpan("work", {}, () => Promise.resolve(7))).toBe(7);
    const stopping = performance.now();
    await stopTracing();
    expect(performance.now() - stopping).toBeLessThan(5_000);
  });
});
