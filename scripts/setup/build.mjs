// @ts-check
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./child-processes.mjs";
import { fingerprint } from "./stamp.mjs";

const SOURCES = [
  "app", "components", "lib", "messages", "prisma/schema.prisma", "public",
  "instrumentation.ts", "proxy.ts", "next.config.js", "postcss.config.mjs", "tailwind.config.ts", "tsconfig.json", "package.json", "package-lock.json",
];

/**
 * Where the built portal lies, and whether it is a test build (with the empty page that budgets are measured against).
 * @typedef {{ folder: string, yardstick: boolean }} Build
 */

/** @type {Build} */
export const PRODUCT = { folder: ".next", yardstick: false };
/** @type {Build} */
export const FOR_TESTS = { folder: ".next-test", yardstick: true };

/** @param {Build} build */
export function buildVariables({ folder, yardstick }) {
  return { NODE_ENV: "production", NEXT_DIST_DIR: folder, YARDSTICK: yardstick ? "1" : "", NEXT_OUTPUT: yardstick ? "standalone" : "", NEXT_TELEMETRY_DISABLED: "1" };
}

/**
 * @param {string} root
 * @param {Build} build
 */
function stampOf(root, build) {
  return fingerprint(root, SOURCES, [process.versions.node, process.platform, JSON.stringify(buildVariables(build))]);
}

/**
 * @param {string} root
 * @param {Build} build
 */
export function isBuilt(root, build) {
  const stamp = join(root, build.folder, "portal-stamp");
  return existsSync(join(root, build.folder, "BUILD_ID")) && existsSync(stamp) && readFileSync(stamp, "utf8") === stampOf(root, build);
}

/**
 * Builds the portal. The stamp is that of the sources as they were at the start, and is written when all went well.
 * @param {string} root
 * @param {Build} build
 * @param {{ env: Readonly<Record<string, string | undefined>>, onOutput?: (text: string) => void }} options
 * @throws SetupError with the output of the build
 */
export async function buildPortal(root, build, { env, onOutput }) {
  const stamp = stampOf(root, build);
  const path = join(root, build.folder, "portal-stamp");
  rmSync(path, { force: true });
  // Next writes the folder that it builds into down in this file, and formats it anew.
  const settings = join(root, "tsconfig.json");
  const before = readFileSync(settings, "utf8");
  try {
    await run("Building the portal", process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      cwd: root,
      env: { ...env, ...buildVariables(build) },
      timeoutMs: 10 * 60_000,
      onOutput,
    });
  } finally {
    if (readFileSync(settings, "utf8") !== before) writeFileSync(settings, before);
  }
  writeFileSync(path, stamp);
}
