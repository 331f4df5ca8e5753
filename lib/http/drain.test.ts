import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drain, isDraining, watchRequests } from "./drain";

let server: Server;
let port: number;
let answer: RequestListener;
let end: () => void;
const agent = new Agent({ keepAlive: true });

beforeEach(async () => {
  server = createServer((incoming, response) => answer(incoming, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
  end = watchRequests();
  answer = (_, response) => response.end("ok");
});

afterEach(() => {
  end();
  agent.destroy();
  server.close();
  server.closeAllConnections();
});

async function get(): Promise<{ status: number; connection: string | undefined }> {
  const [response] = (await once(request({ port, host: "127.0.0.1", agent }).end(), "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return { status: response.statusCode ?? 0, connection: response.headers.connection };
}

const nothing = (): Promise<void> => Promise.resolve();

describe("a process that stops", () => {
  it("finishes what is in flight, closes every connection with an answer, refuses the rest, then ends the worker and the rest in order", async () => {
    const order: string[] = [];
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    answer = (incoming, response) => void (incoming.headers.slow === undefined ? Promise.resolve() : released).then(() => response.end("ok"));
    expect(await get()).toEqual({ status: 200, connection: "keep-alive" });
    const slow = once(request({ port, host: "127.0.0.1", agent, headers: { slow: "yes" } }).end(), "response") as Promise<[IncomingMessage]>;
    await sleep(50);

    const step = (name: string) => async (): Promise<void> => {
      await sleep(1);
      order.push(name);
    };
    const stopping = drain({ stopSeconds: 10, graceMilliseconds: 300, stopWorker: step("worker"), lastly: [step("traces"), step("database")] });
    expect(isDraining()).toBe(true);
    expect(await get()).toEqual({ status: 200, connection: "close" });
    const refusal = async (): Promise<unknown> => get().then(() => null, (error: unknown) => error);
    await expect.poll(refusal, { timeout: 8_000 }).toMatchObject({ code: "ECONNREFUSED" });
    release();
    const [answered] = await slow;
    order.push("answered");
    answered.resume();
    expect(answered.headers.connection).toBe("close");
    await stopping;
    expect(order).toEqual(["worker", "answered", "traces", "database"]);
  });

  it("waits no longer than it was given", async () => {
    answer = () => undefined;
    const cut = expect(get()).rejects.toMatchObject({ code: "ECONNRESET" });
    await sleep(50);
    const started = performance.now();
    await drain({ stopSeconds: 0.4, graceMilliseconds: 100, stopWorker: nothing, lastly: [] });
    expect(performance.now() - started).toBeLessThan(8_000);
    await cut;
  });

  it("does not wait for connections that ask for nothing", async () => {
    await get();
    const started = performance.now();
    await drain({ stopSeconds: 10, graceMilliseconds: 0, stopWorker: nothing, lastly: [] });
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  it("ends all the same when a step of it fails", async () => {
    const done: string[] = [];
    await drain({ stopSeconds: 1, graceMilliseconds: 0, stopWorker: () => Promise.reject(new Error("no")), lastly: [() => Promise.reject(new Error("no")), async () => void done.push("database")] });
    expect(done).toEqual(["database"]);
  });
});
