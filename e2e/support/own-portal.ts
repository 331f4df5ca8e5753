import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "../../scripts/setup/ports.mjs";

/** The folder of the test build. */
export const BUILD = process.env.NEXT_DIST_DIR || ".next-test";

/** The operator's command line, bundled by global-setup.mjs: from its sources it takes four times as long to start. */
export const COMMAND_LINE = "node_modules/.cache/portal-journeys/portal.mjs";

/** The key of the portals that journeys start by themselves. */
export const NEXTAUTH_SECRET = "only-for-tests-only-for-tests-only-for-tests";

const CONFIGURATION = {
  TZ: "Asia/Kathmandu",
  NEXTAUTH_SECRET,
  ENCRYPTION_KEYS: "test:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
  ENTRA_CLIENT_ID: "app",
  ENTRA_CLIENT_SECRET: "secret",
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: "999999",
  RATE_LIMIT_CUSTOMER_PER_MINUTE: "999999",
};

/** A program that a journey starts and ends by itself. */
export interface OwnProcess {
  readonly child: ChildProcess;
  /** All that it has written. */
  output(): string;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number | null>;
}

export interface OwnPortal extends OwnProcess {
  readonly url: string;
  readonly databaseUrl: string;
}

export interface Start {
  readonly command?: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** All that it sees of an environment beside the usual configuration. */
  readonly env?: Readonly<Record<string, string>>;
  readonly uid?: number;
}

export function startProcess({ command = process.execPath, args, cwd, env, uid }: Start): OwnProcess {
  const given = { NODE_ENV: "production", PATH: process.env.PATH ?? "", ...CONFIGURATION, ...env } as const;
  const child = spawn(command, [...args], { cwd, env: given, uid, gid: uid });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(null);
    });
    child.once("close", resolve);
  });
  return { child, output: () => output, ended };
}

/** Runs a program to its end. */
export async function runProcess(start: Start): Promise<{ code: number | null; output: string }> {
  const process = startProcess(start);
  return { code: await process.ended, output: process.output() };
}

/** A migrated database of the journey's own. */
async function ownDatabase(path: string): Promise<string> {
  const url = `file:${path}`;
  const { code, output } = await runProcess({ args: [COMMAND_LINE, "db", "migrate"], env: { DATABASE_URL: url } });
  expect(code, output).toBe(0);
  return url;
}

/** The test build of the portal, on a port of its own and over a database of its own. */
export async function startOwnPortal(env: Readonly<Record<string, string>> = {}): Promise<OwnPortal> {
  const port = String(await freePort());
  const database = join(tmpdir(), `portal-e2e-own-${randomUUID()}.db`);
  const databaseUrl = await ownDatabase(database);
  const portal = startProcess({
    args: ["scripts/start.mjs", "-p", port],
    env: { PORT: port, PORTAL_URL: `http://localhost:${port}`, NEXT_DIST_DIR: BUILD, YARDSTICK: "1", DATABASE_URL: databaseUrl, ...env },
  });
  void portal.ended.then(() => ["", "-wal", "-shm"].forEach((ending) => rmSync(database + ending, { force: true })));
  return answering({ ...portal, url: `http://127.0.0.1:${port}`, databaseUrl });
}

/** Waits until it takes requests. */
export async function answering<Portal extends OwnProcess & { readonly url: string }>(portal: Portal): Promise<Portal> {
  await expect(async () => {
    expect((await fetch(`${portal.url}/api/health/live`)).status, portal.output()).toBe(200);
  }).toPass({ timeout: 40_000, intervals: [100] });
  return portal;
}

export function signal(portal: OwnProcess, name: NodeJS.Signals): void {
  portal.child.kill(name);
}
