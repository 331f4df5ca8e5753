import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";
import { freePort } from "../scripts/setup/ports.mjs";

/** Starts the built portal with these variables in the environment; resolves when it has ended. */
async function start(variables: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const port = await freePort();
  const given = {
    PORT: String(port),
    NEXT_DIST_DIR: ".next-test",
    YARDSTICK: "1",
    DATABASE_URL: "file:./test-results/never-migrated.db",
    NEXTAUTH_SECRET: "only-for-tests-only-for-tests-only-for-tests",
    ENCRYPTION_KEYS: "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    ENTRA_CLIENT_ID: "app",
    ENTRA_CLIENT_SECRET: "secret",
    ...variables,
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "start", "-p", String(port)], { env: { ...process.env, ...given } });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("close", (code) => resolve({ code, output }));
  });
}

for (const [variable, value] of [
  ["ENTRA_CLIENT_ID", ""],
  ["NEXTAUTH_SECRET", "short"],
  ["ENCRYPTION_KEYS", "k1:nonsense"],
  ["PORTAL_URL", "portal.example"],
  ["DATABASE_URL", "postgres://x"],
] as const) {
  test(`${variable}="${value}" stops the start with its name`, async () => {
    const { code, output } = await start({ [variable]: value });
    expect(code).not.toBe(0);
    expect(output).toContain(`${variable} cannot be used:`);
  });
}

test("a database that is not migrated stops the start with the command to run", async () => {
  const { code, output } = await start({});
  expect(code).not.toBe(0);
  expect(output).toContain("npm run portal -- db migrate");
});
