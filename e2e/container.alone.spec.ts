import { chownSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { bundle } from "../scripts/bundle.mjs";
import { freePort } from "../scripts/setup/ports.mjs";
import { answering, BUILD, runProcess, signal, startProcess } from "./support/own-portal";

/**
 * No image can be built here. So this does what Dockerfile does once everything is built: copies what its last stage
 * names into an empty folder, and runs what it starts, as somebody who owns nothing but the folder for data.
 */
const stage = readFileSync("Dockerfile", "utf8").replaceAll("\\\n", " ").split(/^FROM /m).at(-1) ?? "";
const COPIES = [...stage.matchAll(/^COPY --from=build \/app\/(\S+) \.\/(\S*)$/gm)].map(([, from = "", to = ""]) => ({ from, to }));
const VARIABLES = Object.fromEntries([...stage.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = ""]) => line.split(/\s+/).map((each) => each.split("=") as [string, string])));
const NOBODY = process.getuid?.() === 0 ? 65534 : undefined;

let app: string;
let env: Record<string, string>;

function commandOf(instruction: string): string[] {
  const text = new RegExp(`^${instruction} (?:--\\S+ )*(?:CMD )?(\\[.*\\])$`, "m").exec(stage)?.[1] ?? "[]";
  const [program, ...args] = JSON.parse(text) as string[];
  expect(program, `${instruction} starts Node`).toBe("node");
  return args;
}

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  test.setTimeout(90_000);
  app = mkdtempSync(join(tmpdir(), "portal-container-"));
  const dist = join(app, "built-dist");
  await bundle(dist);
  // The test build lies elsewhere, and has that name inside, too.
  const here = (path: string): string => path.replace(/^\.next(?=\/|$)/, BUILD);
  for (const { from, to } of COPIES) {
    const source = from === "dist" ? dist : resolve(here(from));
    expect(existsSync(source), `COPY names ${from}`).toBe(true);
    cpSync(source, join(app, here(to)), { recursive: true, filter: (path) => !path.endsWith("/.env") });
  }
  rmSync(dist, { recursive: true });
  mkdirSync(join(app, "data"));
  if (NOBODY !== undefined) chownSync(join(app, "data"), NOBODY, NOBODY);
  chmodSync(app, 0o755);
  const port = String(await freePort());
  env = { ...VARIABLES, PORT: port, HOSTNAME: "127.0.0.1", PORTAL_URL: `http://localhost:${port}`, DATABASE_URL: (VARIABLES.DATABASE_URL ?? "").replace("/app/", `${app}/`), LOG_LEVEL: "info", STOP_SECONDS: "5", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" };
});

test.afterAll(() => rmSync(app, { recursive: true, force: true }));

const inside = (...args: string[]) => ({ args, cwd: app, env, uid: NOBODY });

test("the last stage copies the build, its files, the migrations and the two programs, and no secret", () => {
  expect(COPIES.map(({ from }) => from)).toEqual([".next/standalone", ".next/static", "public", "prisma/migrations", "dist"]);
  expect(stage).toMatch(/^USER (?!root|0)\w+$/m);
  expect(existsSync(join(app, ".env"))).toBe(false);
  expect(readFileSync(".dockerignore", "utf8").split("\n")).toEqual(expect.arrayContaining([".env", ".env.*", ".git", "data", "node_modules"]));
  for (const source of ["lib", "app", "simulator", "e2e"]) expect(existsSync(join(app, source)), source).toBe(false);
  if (NOBODY !== undefined) expect(statSync(join(app, "server.js")).uid).not.toBe(NOBODY);
});

test("before the database is migrated, the portal says what to do and ends", async () => {
  const { code, output } = await runProcess(inside(...commandOf("CMD")));
  expect(code).toBe(1);
  expect(output).toContain("db migrate");
});

test("the command line migrates, and tells so as JSON", async () => {
  const migrated = await runProcess(inside("dist/portal.mjs", "db", "migrate"));
  expect(migrated.code, migrated.output).toBe(0);
  expect(migrated.output).toContain("applied");
  const { code, output } = await runProcess(inside("dist/portal.mjs", "db", "status", "--json"));
  expect(code, output).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ pending: [] });
});

for (const [what, args] of [
  ["the portal", commandOf("CMD")],
  ["the worker", ["dist/worker.mjs"]],
  ["the command line", ["dist/portal.mjs", "db", "status"]],
] as const) {
  test(`${what} has what it needs for SQL Server`, async () => {
    const start = inside(...args);
    const { code, output } = await runProcess({ ...start, env: { ...start.env, DATABASE_URL: "sqlserver://127.0.0.1:9;database=portal;user=sa;password=hunter2;encrypt=false" } });
    expect(code).toBe(1);
    expect(output).toContain("Failed to connect to 127.0.0.1:9");
    expect(output).not.toContain("hunter2");
  });
}

test("the portal starts, is live and ready, serves a page with all its files, and ends well", async () => {
  const portal = await answering({ ...startProcess(inside(...commandOf("CMD"))), url: `http://127.0.0.1:${env.PORT ?? ""}` });
  try {
    const ready = await fetch(`${portal.url}/api/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { ready: true, worker: "alive" }]);
    expect(await runProcess(inside(...commandOf("HEALTHCHECK")))).toEqual({ code: 0, output: "" });

    const page = await fetch(`${portal.url}/sign-in`);
    expect(page.status).toBe(200);
    const files = [...new Set([...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css|svg|woff2))[^"]*"/g)].map((match) => match[1] ?? ""))];
    expect(files.filter((file) => file.endsWith(".js"))).not.toEqual([]);
    expect(files.filter((file) => file.endsWith(".css"))).not.toEqual([]);
    for (const file of files) expect((await fetch(`${portal.url}${file}`)).status, file).toBe(200);
    // The routes of the build are known there, too.
    expect(portal.output()).toContain('"route":"/sign-in"');
  } finally {
    signal(portal, "SIGTERM");
  }
  expect(await portal.ended, portal.output()).toBe(0);
  expect((await runProcess(inside(...commandOf("HEALTHCHECK")))).code).toBe(1);
});

test("the worker runs by itself, and hands in its work when it is told to stop", async () => {
  const worker = startProcess(inside("dist/worker.mjs"));
  await expect.poll(() => worker.output(), { timeout: 20_000 }).toContain('"event":"worker.started"');
  signal(worker, "SIGTERM");
  expect(await worker.ended, worker.output()).toBe(0);
  expect(worker.output()).toContain('"event":"worker.stopped"');
});
