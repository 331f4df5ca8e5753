// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const NOT_BUILT = /(^|\/)(generated|node_modules|\.[^/]*)(\/|$)|\.test\.[cm]?[jt]sx?$|\.md$/;

/**
 * A fingerprint of files and folders: names and contents, so that neither a checkout nor a touch changes it.
 * @param {string} root
 * @param {readonly string[]} paths relative to root; one that is missing is no difference from one that is empty
 * @param {readonly string[]} extra what else the result depends on
 */
export function fingerprint(root, paths, extra) {
  const hash = createHash("sha256");
  for (const text of extra) hash.update(`${text}\0`);
  for (const path of [...paths].sort()) addTo(hash, root, path);
  return hash.digest("hex");
}

/**
 * @param {import("node:crypto").Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addTo(hash, root, path) {
  const full = join(root, path);
  if (NOT_BUILT.test(path) || !existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, root, `${path}/${name}`);
    return;
  }
  const content = readFileSync(full);
  hash.update(`${path}\0${content.length}\0`).update(content);
}
