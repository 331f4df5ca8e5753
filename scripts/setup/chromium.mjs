// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { outcomeOf } from "./child-processes.mjs";
import { SetupError } from "./setup-error.mjs";

const ROOT = join(import.meta.dirname, "../..");

/** Nobody may watch a browser under test, and a container has neither a sandbox nor a graphics card to give it. */
export const LAUNCH_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/** @type {Readonly<Record<string, (env: Variables) => string[]>>} */
const USUAL_PLACES = {
  darwin: (env) =>
    ["/Applications", `${env.HOME ?? ""}/Applications`].flatMap((folder) => [
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
      `${folder}/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
    ]),
  win32: (env) =>
    [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter((folder) => folder !== undefined).flatMap((folder) => [
      `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
      `${folder}\\Chromium\\Application\\chrome.exe`,
      `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
    ]),
};

/** @typedef {Readonly<Record<string, string | undefined>>} Variables */
/** @typedef {{ env: Variables, platform: string, exists: (path: string) => boolean, playwrights: () => string | null }} Machine */

/** @type {Machine} */
const THIS_MACHINE = { env: process.env, platform: process.platform, exists: existsSync, playwrights: playwrightsOwn };

/**
 * A Chromium on this machine: PLAYWRIGHT_CHROMIUM, else Playwright's own, else the system's; null where there is none.
 * @param {Machine} [machine]
 * @returns {string | null}
 */
export function findChromium({ env, platform, exists, playwrights } = THIS_MACHINE) {
  const asked = env.PLAYWRIGHT_CHROMIUM?.trim();
  if (asked) {
    if (exists(asked)) return asked;
    throw new SetupError(`PLAYWRIGHT_CHROMIUM names ${asked}, where there is no file.`);
  }
  const own = playwrights();
  if (own !== null && exists(own)) return own;
  const separator = platform === "win32" ? ";" : platform === process.platform ? delimiter : ":";
  const onPath = platform === "win32" ? [] : NAMES.flatMap((name) => (env.PATH ?? "").split(separator).filter(Boolean).map((folder) => `${folder}/${name}`));
  return [...onPath, ...NAMES.map((name) => `/usr/bin/${name}`), ...(USUAL_PLACES[platform]?.(env) ?? [])].find(exists) ?? null;
}

/** Where Playwright's download would lie. */
function playwrightsOwn() {
  try {
    return createRequire(import.meta.url)("@playwright/test").chromium.executablePath();
  } catch {
    return null;
  }
}

/**
 * Finds a Chromium, and where there is none tries to get one.
 * @param {(line: string) => void} say
 * @returns {Promise<string>}
 * @throws SetupError where no way leads to one
 */
export async function obtainChromium(say) {
  const found = findChromium();
  if (found !== null) return found;

  say("No Chromium found; trying Playwright's download.");
  await outcomeOf(process.execPath, ["node_modules/@playwright/test/cli.js", "install", "chromium"], { cwd: ROOT, env: process.env, timeoutMs: 4 * 60_000 });
  const downloaded = findChromium();
  if (downloaded !== null) return downloaded;

  if (isDebianRoot()) {
    say("The download failed; trying apt-get install chromium.");
    const apt = { cwd: ROOT, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, timeoutMs: 6 * 60_000 };
    await outcomeOf("apt-get", ["update", "-q"], apt);
    await outcomeOf("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"], apt);
    const installed = findChromium();
    if (installed !== null) return installed;
  }
  throw new SetupError("There is no Chromium here and none could be installed: install one, or name its file in PLAYWRIGHT_CHROMIUM.");
}

function isDebianRoot() {
  const release = "/etc/os-release";
  return process.getuid?.() === 0 && existsSync("/usr/bin/apt-get") && existsSync(release) && /^ID(_LIKE)?=.*debian/m.test(readFileSync(release, "utf8"));
}
