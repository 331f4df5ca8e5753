// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isInstalled } from "./install.mjs";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "portal-install-"));
});
afterEach(() => rmSync(root, { recursive: true }));

const next = { version: "16.0.0", integrity: "sha512-a" };
const forWindows = { version: "1.0.0", integrity: "sha512-b", optional: true };

/**
 * @param {Record<string, unknown> | null} wanted
 * @param {Record<string, unknown> | null} installed
 */
function given(wanted, installed) {
  if (wanted !== null) writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { "": { name: "portal" }, ...wanted } }));
  mkdirSync(join(root, "node_modules"));
  if (installed !== null) writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: installed }));
}

it("is content with what the lock asks for, without another platform's packages", () => {
  given({ "node_modules/next": next, "node_modules/for-windows": forWindows }, { "node_modules/next": next });
  expect(isInstalled(root)).toBe(true);
});

it.each([
  ["nothing was ever installed", null],
  ["a package is missing", {}],
  ["a package has another version", { "node_modules/next": { ...next, version: "15.0.0" } }],
  ["a package has other content", { "node_modules/next": { ...next, integrity: "sha512-z" } }],
])("asks for an installation where %s", (_what, installed) => {
  given({ "node_modules/next": next }, installed);
  expect(isInstalled(root)).toBe(false);
});

it("asks for the lock where it is missing", () => {
  given(null, {});
  expect(() => isInstalled(root)).toThrow("package-lock.json is missing or cannot be read");
});
