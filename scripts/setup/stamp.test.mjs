// @ts-check
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "./stamp.mjs";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "portal-stamp-"));
  mkdirSync(join(root, "lib/generated"), { recursive: true });
  writeFileSync(join(root, "lib/one.ts"), "one");
  writeFileSync(join(root, "next.config.js"), "config");
});
afterEach(() => rmSync(root, { recursive: true }));

const taken = () => fingerprint(root, ["lib", "next.config.js", "missing"], ["20.19.0"]);

describe("fingerprint", () => {
  it.each([
    ["another time of change", () => utimesSync(join(root, "lib/one.ts"), 0, 0)],
    ["a test", () => writeFileSync(join(root, "lib/one.test.ts"), "test")],
    ["a generated file", () => writeFileSync(join(root, "lib/generated/client.ts"), "client")],
    ["an empty folder", () => mkdirSync(join(root, "lib/empty"))],
  ])("does not mind %s", (_what, change) => {
    const before = taken();
    change();
    expect(taken()).toBe(before);
  });

  it.each([
    ["another content", () => writeFileSync(join(root, "lib/one.ts"), "two")],
    ["a new file", () => writeFileSync(join(root, "lib/two.ts"), "")],
    ["another name", () => renameSync(join(root, "lib/one.ts"), join(root, "lib/two.ts"))],
    ["a file that is gone", () => rmSync(join(root, "next.config.js"))],
  ])("changes with %s", (_what, change) => {
    const before = taken();
    change();
    expect(taken()).not.toBe(before);
  });

  it("changes with what else the result depends on", () => {
    expect(fingerprint(root, ["lib"], ["20.19.0"])).not.toBe(fingerprint(root, ["lib"], ["22.0.0"]));
  });
});
