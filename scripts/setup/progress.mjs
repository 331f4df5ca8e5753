// @ts-check
import { isInterrupted } from "./child-processes.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Does one step of a setup and tells of it in one line.
 * @template T
 * @param {string} doing
 * @param {() => Promise<T>} work
 * @param {NodeJS.WritableStream} [out]
 * @returns {Promise<T>}
 */
export async function step(doing, work, out = process.stdout) {
  const started = Date.now();
  out.write(`${doing} … `);
  try {
    const result = await work();
    out.write(`done (${duration(started)})\n`);
    return result;
  } catch (error) {
    out.write(isInterrupted() ? "stopped\n" : "failed\n");
    throw error;
  }
}

/** @param {number} started */
export function duration(started) {
  const seconds = (Date.now() - started) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/**
 * Tells what went wrong: what a program said of it, then one line of ours.
 * @param {unknown} error
 */
export function complain(error) {
  if (!(error instanceof SetupError)) {
    console.error(error);
    return;
  }
  if (error.output.trim() !== "") console.error(`\n${error.output.trimEnd().split("\n").slice(-40).join("\n")}\n`);
  console.error(error.message);
}
