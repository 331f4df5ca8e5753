// @ts-check
import { spawn, spawnSync } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { SetupError } from "./setup-error.mjs";

const GRACE_MS = 5_000;
const KEPT_CHARACTERS = 20_000;
const WINDOWS = process.platform === "win32";
const END_WITH_PARENT = new URL("end-with-parent.mjs", import.meta.url).href;

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */
/** @typedef {{ cwd: string, env: Readonly<Record<string, string | undefined>>, shell?: boolean, timeoutMs?: number, onOutput?: (text: string) => void }} RunOptions */

/** When this process was asked to end; 0: it was not. */
let asked = 0;

/** Everything started and not ended yet, so that a signal can end it. @type {Set<ChildProcess>} */
const living = new Set();

/**
 * Starts a program as the head of a process group of its own, so that all of it can be ended.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Pick<RunOptions, "cwd" | "env" | "shell">} options
 * @returns {ChildProcess}
 */
function start(command, args, { cwd, env, shell = false }) {
  // Nobody would be there to end it.
  if (isInterrupted()) throw new SetupError("Stopped.");
  // Next declares NODE_ENV as always there.
  const whole = { NODE_ENV: process.env.NODE_ENV, ...env };
  const child = spawn(command, [...args], { cwd, env: whole, shell, detached: !WINDOWS, windowsHide: true, stdio: ["ignore", "pipe", "pipe"] });
  living.add(child);
  child.once("close", () => living.delete(child));
  child.once("error", () => living.delete(child));
  return child;
}

/**
 * @param {ChildProcess} child
 * @param {(text: string) => void} listener
 */
function listen(child, listener) {
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", listener);
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<{ code: number | null, output: string, timedOut: boolean }>}
 */
export async function outcomeOf(command, args, options) {
  const child = start(command, args, options);
  let output = "";
  let timedOut = false;
  listen(child, (text) => {
    output = (output + text).slice(-50 * KEPT_CHARACTERS);
    options.onOutput?.(text);
  });
  const timer = setTimeout(() => {
    timedOut = true;
    void stop(child);
  }, options.timeoutMs ?? 15 * 60_000);
  const code = await new Promise((done) => {
    child.once("error", (error) => {
      output += `${error.message}\n`;
      done(null);
    });
    child.once("close", done);
  });
  clearTimeout(timer);
  return { code, output, timedOut };
}

/**
 * Runs a program that is expected to succeed, and is quiet about it when it does.
 * @param {string} what how to call it in front of people
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @returns {Promise<string>} what it wrote
 * @throws SetupError with its output
 */
export async function run(what, command, args, options) {
  const { code, output, timedOut } = await outcomeOf(command, args, options);
  if (timedOut) throw new SetupError(`${what} took too long.`, output);
  if (code !== 0) throw new SetupError(`${what} failed${code === null ? "" : ` (exit code ${code})`}.`, output);
  return output;
}

/**
 * A program that runs until it is stopped, writing to a log file.
 * @typedef {object} Server
 * @property {string} name
 * @property {() => boolean} isRunning
 * @property {Promise<string>} ended resolves, with one line that says why, when it ends for whatever reason
 * @property {() => string} lastLines
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} kill as power that fails: without warning, and nothing is finished
 */

/**
 * @param {string} name
 * @param {readonly string[]} args for this Node
 * @param {{ cwd: string, env: Readonly<Record<string, string | undefined>>, log: string }} options
 * @returns {Server}
 */
export function serve(name, args, { cwd, env, log }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = start(process.execPath, ["--import", END_WITH_PARENT, ...args], { cwd, env });
  let kept = "";
  listen(child, (text) => {
    file.write(text);
    kept = (kept + text).slice(-KEPT_CHARACTERS);
  });
  /** @type {Promise<string>} */
  const ended = new Promise((done) => {
    child.once("error", (error) => done(`The ${name} could not be started: ${error.message}.`));
    child.once("close", (code, signal) => done(`The ${name} ended by itself (${signal ?? `exit code ${code}`}).`));
  });
  void ended.then(() => file.end());
  return {
    name,
    ended,
    isRunning: () => child.exitCode === null && child.signalCode === null && child.pid !== undefined,
    lastLines: () => kept.trimEnd().split("\n").slice(-15).join("\n"),
    stop: () => stop(child),
    kill: async () => {
      kill(child, "SIGKILL");
      await ended;
    },
  };
}

/**
 * Ends a program and all that it started: politely, and after some seconds for good.
 * @param {ChildProcess} child
 */
async function stop(child) {
  if (child.pid === undefined || !living.has(child)) return;
  const closed = new Promise((done) => child.once("close", done));
  kill(child, "SIGTERM");
  const timer = setTimeout(() => kill(child, "SIGKILL"), GRACE_MS);
  await closed;
  clearTimeout(timer);
}

/**
 * @param {ChildProcess} child
 * @param {"SIGTERM" | "SIGKILL"} signal
 */
function kill(child, signal) {
  if (child.pid === undefined) return;
  if (WINDOWS) {
    spawnSync("taskkill", ["/pid", String(child.pid), "/T", "/F"], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

/** Ends all that is still running. */
export async function stopAll() {
  await Promise.all([...living].map(stop));
}

export function isInterrupted() {
  return asked !== 0;
}

/**
 * Calls `stopped` once all that runs has ended, when somebody presses Ctrl-C or asks this process to end.
 * Asked again after a while, nothing is waited for.
 * @param {(signal: string) => void} stopped
 */
export function onInterrupt(stopped) {
  const interrupt = (/** @type {string} */ signal) => {
    const now = Date.now();
    // One Ctrl-C can arrive twice, from the terminal and from npm.
    if (asked !== 0 && now - asked > 1_000) for (const child of living) kill(child, "SIGKILL");
    if (asked !== 0) return;
    asked = now;
    void stopAll().then(() => stopped(signal));
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => interrupt(signal));
  onOrphaned(() => interrupt("SIGTERM"));
}

/**
 * npm passes a signal on to the shell between it and us, which dies of it and leaves us behind.
 * @param {() => void} orphaned
 */
function onOrphaned(orphaned) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && orphaned(), 500).unref();
}
