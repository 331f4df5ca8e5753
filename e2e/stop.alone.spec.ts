import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { signal, startOwnPortal, type OwnPortal } from "./support/own-portal";

let portal: OwnPortal;

test.afterEach(() => signal(portal, "SIGKILL"));

interface Tally {
  answered: number;
  readonly lost: string[];
  refused: boolean;
}

/** Asks again and again, as a browser or a proxy does: on one connection for as long as it is left open. */
async function askOnAndOn(path: string, tally: Tally): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (;;) {
    try {
      const [response] = (await once(request(`${portal.url}${path}`, { agent }).end(), "response")) as [IncomingMessage];
      for await (const _ of response);
      if (response.statusCode !== 200 && !(path.endsWith("/ready") && response.statusCode === 503)) tally.lost.push(`${path} answered ${String(response.statusCode)}`);
      tally.answered += 1;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      if (code === "ECONNREFUSED") tally.refused = true;
      else tally.lost.push(`${path}: ${code}`);
      agent.destroy();
      return;
    }
  }
}

/** A form whose body arrives in two pieces, the second after `until`; resolves with what the portal answers. */
async function postSlowly(until: Promise<unknown>): Promise<number | undefined> {
  const boundary = "----journey";
  const body = `--${boundary}\r\nContent-Disposition: form-data; name="slow"\r\n\r\n${"x".repeat(100)}\r\n--${boundary}--\r\n`;
  const outgoing = request(`${portal.url}/sign-in`, { method: "POST", headers: { "content-type": `multipart/form-data; boundary=${boundary}`, "content-length": body.length, origin: portal.url } });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  // It may be cut off before anybody waits for the answer.
  answered.catch(() => undefined);
  outgoing.on("error", () => undefined);
  outgoing.write(body.slice(0, 60));
  await until;
  outgoing.end(body.slice(60));
  const [response] = await answered;
  for await (const _ of response);
  return response.statusCode;
}

/** Whatever was sent before has been read by then. */
async function untilRead(): Promise<void> {
  await sleep(200);
  for (let turn = 0; turn < 3; turn += 1) await (await fetch(`${portal.url}/api/health/live`)).text();
}

async function tellToStop(): Promise<void> {
  signal(portal, "SIGTERM");
  await expect.poll(() => portal.output(), { timeout: 20_000, intervals: [20] }).toContain('"event":"process.stopping"');
}

test("told to stop under load, it answers whatever it was sent, refuses the rest, and ends well", async () => {
  portal = await startOwnPortal();
  const before = await postSlowly(Promise.resolve());
  const tally: Tally = { answered: 0, lost: [], refused: false };
  const clients = Promise.all(["/sign-in", "/yardstick", "/api/health/live", "/api/health/ready", "/sign-in", "/api/health/live", "/favicon.svg"].map((path) => askOnAndOn(path, tally)));
  const slow = postSlowly(clients);
  await untilRead();
  await expect.poll(() => tally.answered, { timeout: 20_000 }).toBeGreaterThan(30);
  await tellToStop();
  const ready = await fetch(`${portal.url}/api/health/ready`);
  expect([ready.status, ready.headers.get("connection")]).toEqual([503, "close"]);
  expect(await ready.json()).toMatchObject({ ready: false, stopping: true });

  await clients;
  expect(tally).toMatchObject({ lost: [], refused: true });
  expect(await slow).toBe(before);
  expect(await portal.ended).toBe(0);
  const log = portal.output();
  for (const event of ["worker.stopped", "process.stopped"]) expect(log).toContain(`"event":"${event}"`);
  expect(log).not.toContain("process.requests-cut");
});

test("a request that never ends is cut off after STOP_SECONDS", async () => {
  portal = await startOwnPortal({ STOP_SECONDS: "3" });
  void postSlowly(portal.ended).catch(() => undefined);
  await untilRead();
  await tellToStop();
  const asked = Date.now();
  expect(await portal.ended).toBe(0);
  expect(Date.now() - asked).toBeLessThan(10_000);
  expect(portal.output()).toContain("process.requests-cut");
});

test("a second signal ends it at once", async () => {
  portal = await startOwnPortal();
  void postSlowly(portal.ended).catch(() => undefined);
  await untilRead();
  await tellToStop();
  await sleep(500);
  const asked = Date.now();
  signal(portal, "SIGTERM");
  expect(await portal.ended).toBe(143);
  expect(Date.now() - asked).toBeLessThan(5_000);
});
