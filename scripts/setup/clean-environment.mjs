// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The environment with every variable of ours emptied or left away: neither the shell's nor those in .env shall reach
 * a test or a picture. An empty one counts as not set, and stands in the way of .env.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @returns {Record<string, string>}
 */
export function withoutOurs(root, environment) {
  const ours = [...readFileSync(join(root, ".env.example"), "utf8").matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1] ?? "");
  const others = Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  /** @type {Record<string, string>} */
  const result = { ...Object.fromEntries(others), ...Object.fromEntries(ours.map((name) => [name, ""])) };
  // The simulator has these, and what is set already is not taken from it.
  delete result.ENTRA_CLIENT_ID;
  delete result.ENTRA_CLIENT_SECRET;
  return result;
}
