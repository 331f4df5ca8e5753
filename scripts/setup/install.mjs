// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./child-processes.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes its own copy of the lock there as the last
 * step of an installation, whoever ran it; a package that is optional may be missing, for another platform's sake.
 * @param {string} root
 */
export function isInstalled(root) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(join(root, "node_modules/.package-lock.json"));
  if (wanted === null) throw new SetupError("package-lock.json is missing or cannot be read: restore it with git checkout package-lock.json.");
  if (installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> | null}
 */
function packagesOf(path) {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * Installs exactly what the lock says. No package needs its install script, and one of them (Prisma's) would download.
 * @param {string} root
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
export async function install(root, environment) {
  const args = ["ci", "--include=dev", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  const cli = npmCli(environment);
  const [command, before] = cli === null ? ["npm", []] : [process.execPath, [cli]];
  // npm is a batch file on Windows, which only a shell can start; the arguments are all ours.
  const shell = cli === null && process.platform === "win32";
  await run("npm ci", command, [...before, ...args], { cwd: root, env: environment, shell });
}

/**
 * npm's own script: the one that started us, else the one beside this Node.
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function npmCli(environment) {
  const beside = dirname(process.execPath);
  const candidates = [environment.npm_execpath ?? "", join(beside, "node_modules/npm/bin/npm-cli.js"), join(beside, "../lib/node_modules/npm/bin/npm-cli.js")];
  return candidates.find((path) => /npm-cli\.c?js$/.test(path) && existsSync(path)) ?? null;
}
