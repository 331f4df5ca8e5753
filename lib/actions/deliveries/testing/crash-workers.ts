import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PROGRAM = fileURLToPath(new URL("./crash-worker.ts", import.meta.url));

/** Workers in processes of their own, which deliver from one database. */
export interface CrashWorkers {
  /** Resolves when it works. */
  readonly start: () => Promise<ChildProcess>;
  readonly close: () => Promise<void>;
}

/** Bundled, because started from its sources a worker takes longer than it then lives. */
export async function crashWorkers(databaseUrl: string, leaseSeconds: number): Promise<CrashWorkers> {
  // Here, so that it finds the packages.
  const cache = join(ROOT, "node_modules/.cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "delivery-crash-"));
  const program = join(folder, "worker.mjs");
  await build({ absWorkingDir: ROOT, entryPoints: [PROGRAM], outfile: program, bundle: true, format: "esm", platform: "node", packages: "external", logLevel: "warning" });
  const running = new Set<ChildProcess>();
  return {
    start: async () => {
      const child = spawn(process.execPath, [program, String(leaseSeconds)], { cwd: ROOT, env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: "silent" }, stdio: ["ignore", "pipe", "inherit"] });
      running.add(child);
      child.once("exit", () => running.delete(child));
      await Promise.race([
        once(child.stdout, "data"),
        once(child, "exit").then(() => {
          throw new Error("A worker ended before it worked.");
        }),
      ]);
      return child;
    },
    close: async () => {
      await Promise.all([...running].map(kill));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Without warning; also one that is held up. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}
