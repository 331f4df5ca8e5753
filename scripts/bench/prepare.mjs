// @ts-check
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { isInterrupted, onInterrupt, run, stopAll } from "../setup/child-processes.mjs";
import { install, isInstalled } from "../setup/install.mjs";
import { complain, step } from "../setup/progress.mjs";
import { removeFolder } from "../setup/servers.mjs";

const ROOT = resolve(import.meta.dirname, "../..");

/**
 * `npm run bench`: sets up what is missing and measures. Standard output is for the result alone.
 * @param {readonly string[]} args
 */
export async function prepareAndBench(args) {
  const folder = mkdtempSync(join(tmpdir(), "portal-bench-"));
  onInterrupt((signal) => {
    removeFolder(folder);
    process.exit(signal === "SIGINT" ? 130 : 143);
  });
  let exitCode = 1;
  try {
    if (!isInstalled(ROOT)) await step("Installing packages", () => install(ROOT, process.env), process.stderr);
    await run("Generating database clients", process.execPath, ["scripts/generate.mjs"], { cwd: ROOT, env: process.env });
    // It is there only once the packages are.
    const { register } = await import("tsx/esm/api");
    register();
    const { bench } = await import("./bench");
    exitCode = await bench(args, { root: ROOT, folder });
  } catch (error) {
    if (isInterrupted()) return;
    complain(error);
  }
  await stopAll();
  removeFolder(folder);
  // Not kept waiting by what still watches for signals.
  process.exit(exitCode);
}
