import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";
import { processesOfTests } from "./scripts/setup/processes-of-tests.mjs";

// Before the workers start, because a process reads its zone once. A zone with :45 shows every mix-up of UTC and local.
process.env.TZ = "Asia/Kathmandu";

const root = fileURLToPath(new URL(".", import.meta.url));

const { alone, together } = processesOfTests(root);
/** Each a pattern that means one file, whatever is in its name. */
const literal = (files: readonly string[]): string[] => files.map((file) => file.replaceAll(/[()[\]{}!*?+@]/g, "\\$&"));

export default defineConfig({
  resolve: {
    alias: [{ find: /^@\//, replacement: root }],
  },
  test: {
    projects: [
      { extends: true, test: { name: "alone", include: literal(alone) } },
      { extends: true, test: { name: "together", include: literal(together), isolate: false, setupFiles: ["./vitest.setup.ts", "./vitest.together.ts"] } },
    ],
    exclude: [...configDefaults.exclude, "e2e/**", ".next*/**"],
    globalSetup: ["./scripts/portal/bundle-for-tests.mjs"],
    setupFiles: ["./vitest.setup.ts"],
    pool: "forks",
    // By itself it leaves one processor out, and on two of them everything would run one after the other.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    env: {
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      PORTAL_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "only-for-tests-only-for-tests-only-for-tests",
      ENCRYPTION_KEYS: "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
      ENTRA_CLIENT_ID: "00000000-0000-0000-0000-00000000c11e",
      ENTRA_CLIENT_SECRET: "only-for-tests",
      ALLOW_PRIVATE_ENDPOINTS: "on",
    },
  },
});
