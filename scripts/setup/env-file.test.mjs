// @ts-check
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nonEmpty, prepareEnvFile, readEnvFile } from "./env-file.mjs";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "portal-env-"));
  path = join(folder, ".env");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("prepareEnvFile", () => {
  it("makes a file that only its owner reads, with fresh secrets", () => {
    expect(prepareEnvFile(path, {})).toEqual(["NEXTAUTH_SECRET", "ENCRYPTION_KEYS"]);
    const { NEXTAUTH_SECRET = "", ENCRYPTION_KEYS = "" } = readEnvFile(path);
    expect(Buffer.from(NEXTAUTH_SECRET, "base64")).toHaveLength(32);
    expect(ENCRYPTION_KEYS).toMatch(/^k1:/);
    expect(Buffer.from(ENCRYPTION_KEYS.slice(3), "base64")).toHaveLength(32);
    if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("makes other secrets each time", () => {
    prepareEnvFile(path, {});
    const first = readEnvFile(path);
    rmSync(path);
    prepareEnvFile(path, {});
    expect(readEnvFile(path).NEXTAUTH_SECRET).not.toBe(first.NEXTAUTH_SECRET);
  });

  it("changes nothing the second time", () => {
    prepareEnvFile(path, {});
    const before = readFileSync(path, "utf8");
    expect(prepareEnvFile(path, {})).toEqual([]);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("adds what is missing and leaves the rest, also without a last line end", () => {
    writeFileSync(path, "# mine\nPORT=4000\nNEXTAUTH_SECRET=keep-this");
    expect(prepareEnvFile(path, {})).toEqual(["ENCRYPTION_KEYS"]);
    expect(readFileSync(path, "utf8")).toMatch(/^# mine\nPORT=4000\nNEXTAUTH_SECRET=keep-this\nENCRYPTION_KEYS=k1:\S+\n$/);
  });

  it("fills in the empty lines of a copied .env.example where they stand", () => {
    writeFileSync(path, 'NEXTAUTH_SECRET=\n\nENCRYPTION_KEYS=""\nPORT=4000\n');
    expect(prepareEnvFile(path, {})).toEqual(["NEXTAUTH_SECRET", "ENCRYPTION_KEYS"]);
    expect(readFileSync(path, "utf8")).toMatch(/^NEXTAUTH_SECRET=\S+\n\nENCRYPTION_KEYS=k1:\S+\nPORT=4000\n$/);
  });

  it("makes no secret that the process has, and no file when it has both", () => {
    expect(prepareEnvFile(path, { NEXTAUTH_SECRET: "given", ENCRYPTION_KEYS: "given" })).toEqual([]);
    expect(readEnvFile(path)).toEqual({});
    expect(prepareEnvFile(path, { NEXTAUTH_SECRET: "given", ENCRYPTION_KEYS: " " })).toEqual(["ENCRYPTION_KEYS"]);
  });
});

it("an empty variable counts as not set", () => {
  expect(nonEmpty({ A: "1", B: "", C: " ", D: undefined })).toEqual({ A: "1" });
});
