import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { processesOfTests } from "./processes-of-tests.mjs";

const root = mkdtempSync(join(tmpdir(), "portal-tests-"));
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** @param {Readonly<Record<string, string>>} files */
function write(files) {
  for (const folder of ["app", "components", "lib", "scripts", "simulator"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

it("a test has a process of its own where it, or what was written for it, changes the process; every other one shares", () => {
  write({
    "app/[key]/plain.test.tsx": 'import { page } from "./page";',
    "app/[key]/page.tsx": "process.env.READ_BY_THE_PROGRAM",
    "lib/by-itself.test.ts": 'process.env.PORTAL_URL = "x";',
    "lib/by-its-clock.test.ts": "vi.useFakeTimers();",
    "lib/by-its-world.test.ts": 'import { openWorld } from "@/lib/nouns/testing/world";',
    "lib/nouns/testing/world.ts": 'import { start } from "./microsoft";',
    "lib/nouns/testing/microsoft.ts": 'export { start } from "../../marketplace/simulator-process";',
    "lib/with-a-database.test.ts": 'import { testDatabase } from "./db/testing";',
    "lib/db/testing.ts": "globalThis.portalDatabase = undefined;",
    "scripts/round.test.mjs": 'import { a } from "./testing";',
    "scripts/testing.mjs": 'import { b } from "./testing";',
  });
  expect(processesOfTests(root)).toEqual({
    alone: ["lib/by-its-clock.test.ts", "lib/by-its-world.test.ts", "lib/by-itself.test.ts"],
    together: ["app/[key]/plain.test.tsx", "lib/with-a-database.test.ts", "scripts/round.test.mjs"],
  });
});
