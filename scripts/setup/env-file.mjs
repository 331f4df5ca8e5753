// @ts-check
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** @type {Readonly<Record<string, () => string>>} */
const SECRETS = {
  NEXTAUTH_SECRET: () => randomBytes(32).toString("base64"),
  ENCRYPTION_KEYS: () => `k1:${randomBytes(32).toString("base64")}`,
};

/**
 * The variables of an .env file; none where there is no file.
 * @param {string} path
 * @returns {Record<string, string>}
 */
export function readEnvFile(path) {
  if (!existsSync(path)) return {};
  const entries = Object.entries(parseEnv(readFileSync(path, "utf8")));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/**
 * Makes the secrets that neither the process nor the file has, and leaves all else in the file as it is.
 * @param {string} path
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string[]} the names of the secrets made
 */
export function prepareEnvFile(path, environment) {
  const given = { ...readEnvFile(path), ...nonEmpty(environment) };
  const missing = Object.keys(SECRETS).filter((name) => !given[name]?.trim());
  if (missing.length === 0) return [];

  let text = existsSync(path) ? readFileSync(path, "utf8") : "# Made by `npm run demo`. Keep it secret. All that can be set here is in .env.example.\n";
  for (const name of missing) {
    const line = `${name}=${SECRETS[name]?.()}`;
    const empty = new RegExp(`^(?:export\\s+)?${name}\\s*=[ \\t]*(?:""|'')?[ \\t]*\\r?$`, "m");
    // A function, because "$" means something in a replacement text.
    text = empty.test(text) ? text.replace(empty, () => line) : `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${line}\n`;
  }
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
  return missing;
}

/**
 * An empty variable counts as not set, as everywhere in the portal.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Record<string, string>}
 */
export function nonEmpty(environment) {
  return Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (value === undefined || value.trim() === "" ? [] : [[name, value]])));
}
