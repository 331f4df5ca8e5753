// @ts-check
import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { run, serve } from "./child-processes.mjs";
import { withSignInApp } from "./demo-environment.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {import("./child-processes.mjs").Server} Server */

const START_MS = 90_000;

/**
 * Waits until a server gives an HTTP answer, or says why it never will.
 * @param {Server} server
 * @param {string} url
 * @param {number} [timeoutMs]
 * @returns {Promise<Response>}
 */
export async function untilAnswering(server, url, timeoutMs = START_MS) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (!server.isRunning()) throw new SetupError(`${await server.ended}`, server.lastLines());
    try {
      return await fetch(url, { redirect: "manual", headers: { connection: "close" }, signal: AbortSignal.timeout(10_000) });
    } catch {
      await sleep(100);
    }
  }
  throw new SetupError(`The ${server.name} does not answer at ${url}.`, server.lastLines());
}

/**
 * Starts the simulated Microsoft and asks it what it offers.
 * @param {string} root
 * @param {{ port: number, variables: Readonly<Record<string, string>>, log: string }} options
 */
export async function startSimulator(root, { port, variables, log }) {
  const server = serve("simulator", ["--import", "tsx", "simulator/main.ts"], { cwd: root, env: variables, log });
  // The simulator listens on 127.0.0.1 only; "localhost" may mean something else first.
  const answer = await untilAnswering(server, `http://127.0.0.1:${port}/control`);
  if (answer.status !== 200) throw new SetupError(`The simulator answers ${answer.status} at /control.`, server.lastLines());
  /** @type {any} */
  const control = await answer.json();
  return { server, control, variables: withSignInApp(variables, control.signIn) };
}

/**
 * One of the operator's commands.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} variables
 */
export async function portalCommand(root, args, variables) {
  return run(`npm run portal -- ${args.join(" ")}`, process.execPath, ["--import", "tsx", "scripts/portal.ts", ...args], { cwd: root, env: { ...variables } });
}

/**
 * Registers the publisher that the running simulator plays, with its offers and the first of its staff.
 * @param {string} root
 * @param {Readonly<Record<string, string>>} variables
 * @param {{ withSystems?: boolean }} [options] `withSystems`: the simulator plays the publisher's own systems, too
 */
export async function seed(root, variables, { withSystems = false } = {}) {
  return run("Seeding the demo publisher", process.execPath, ["--import", "tsx", "prisma/seed.ts", ...(withSystems ? ["--with-systems"] : [])], { cwd: root, env: { ...variables } });
}

/**
 * Starts the built portal.
 * @param {string} root
 * @param {{ port: number, host?: string, variables: Readonly<Record<string, string>>, log: string }} options `host` is the only address to listen on
 */
export async function startPortal(root, { port, host, variables, log }) {
  const server = serve("portal", ["scripts/start.mjs", "-p", String(port), ...(host === undefined ? [] : ["-H", host])], { cwd: root, env: variables, log });
  const answer = await untilAnswering(server, `http://127.0.0.1:${port}/sign-in`);
  await answer.body?.cancel();
  return { server, status: answer.status };
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
