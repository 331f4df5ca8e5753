import { spawn, type ChildProcess, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/** A publisher as the simulator's control surface tells of it, with what the portal has to know of it. */
export const simulatedPublisher = z.object({
  publisherId: z.string(),
  name: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  offers: z.array(z.object({ offerId: z.string(), name: z.string(), plans: z.array(z.object({ planId: z.string(), displayName: z.string(), isPricePerSeat: z.boolean() })) })),
});

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const READY = /^simulator ready on (http:\/\/localhost:\d+)$/;
const START_MS = 25_000;

/** The simulated Microsoft as a program of its own, on a port that the system chose. */
export interface SimulatorProcess {
  readonly url: string;
  /**
   * Calls the control surface; its overview where `path` is empty.
   * @param path what follows `/control`.
   * @returns the JSON that came back; undefined for an empty answer.
   */
  control(path: string, request?: { method?: string; body?: unknown }): Promise<unknown>;
  /** Ends the program and waits for its end. */
  stop(): Promise<void>;
}

/** For tests only: starts the simulator, which shares nothing with `lib` but the wire. */
export async function startSimulatorProcess(): Promise<SimulatorProcess> {
  const child = spawn(process.execPath, ["--import", "tsx", "simulator/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, SIMULATOR_PORT: "0", SIMULATOR_STATE: "" },
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
  });
  const kill = (): void => {
    child.kill("SIGKILL");
  };
  process.once("exit", kill);
  child.once("close", () => process.removeListener("exit", kill));
  try {
    const url = await addressOf(child);
    return { url, control: (path, request) => control(`${url}/control${path}`, request), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function addressOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The simulator did not start. ${complaints}`)), START_MS);
    child.once("error", reject);
    child.once("close", () => {
      clearTimeout(timer);
      reject(new Error(`The simulator ended while it started. ${complaints}`));
    });
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = READY.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}

async function control(url: string, { method = "GET", body }: { method?: string; body?: unknown } = {}): Promise<unknown> {
  const response = await fetch(url, { method, headers: { "content-type": "application/json" }, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`);
  const json: unknown = text === "" ? undefined : JSON.parse(text);
  return json;
}
