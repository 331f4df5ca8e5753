// @ts-check
/**
 * Derives prisma/schema.sqlite.prisma from prisma/schema.prisma and generates the client of each.
 * Does nothing where neither schema nor generator changed since the last time.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const SOURCE = "prisma/schema.prisma";
const DERIVED = "prisma/schema.sqlite.prisma";
const GENERATED = "lib/db/generated";
const STAMP = `${GENERATED}/stamp`;
const CLIENTS = [`${GENERATED}/sqlserver/client.ts`, `${GENERATED}/sqlite/client.ts`];

const HEADER = `// Derived from schema.prisma by scripts/generate.mjs (npm run generate): change that file, never this one.
`;

/**
 * The SQLite schema that says the same as the SQL Server one: other provider, other output, without what
 * only SQL Server knows (native types, clustering, names of primary and foreign keys).
 * @param {string} source the text of prisma/schema.prisma
 * @returns {string}
 */
export function deriveSqliteSchema(source) {
  const body = source
    .replace(/^(?:\/\/(?!\/).*\n)+\n*/, "")
    .split("\n")
    .map((line) => (/^\s*\/\//.test(line) ? line : deriveLine(line)))
    .join("\n");
  if (!/provider\s*=\s*"sqlite"/.test(body) || !body.includes("generated/sqlite")) {
    throw new Error(`${SOURCE} has no sqlserver datasource or no output folder generated/sqlserver to derive from`);
  }
  return `${HEADER}\n${body}`;
}

/** @param {string} line */
function deriveLine(line) {
  return line
    .replace(/(provider\s*=\s*)"sqlserver"/, '$1"sqlite"')
    .replace(/generated\/sqlserver/, "generated/sqlite")
    .replace(/\s+@db\.\w+(?:\([^)]*\))?/g, "")
    .replace(/,\s*clustered:\s*(?:true|false)|clustered:\s*(?:true|false)\s*,\s*/g, "")
    .replace(/\(\s*clustered:\s*(?:true|false)\s*\)/g, "")
    .replace(/(@id)\(map:\s*"[^"]*"\)/g, "$1")
    .replace(/(@@id\(.*?),\s*map:\s*"[^"]*"/g, "$1")
    .replace(/(@relation\(.*?),\s*map:\s*"[^"]*"/g, "$1")
    .trimEnd();
}

/** Brings the derived schema and both clients up to date; returns whether there was anything to do. */
export async function generate() {
  const source = readFileSync(join(ROOT, SOURCE), "utf8");
  const derived = deriveSqliteSchema(source);
  const stamp = stampOf(source);
  const current = existsSync(join(ROOT, DERIVED)) ? readFileSync(join(ROOT, DERIVED), "utf8") : null;
  if (current !== derived) writeFileSync(join(ROOT, DERIVED), derived);
  if (isGenerated(stamp)) return false;

  rmSync(join(ROOT, STAMP), { force: true });
  await Promise.all([SOURCE, DERIVED].map(prismaGenerate));
  writeFileSync(join(ROOT, STAMP), stamp);
  return true;
}

/** @param {string} stamp */
function isGenerated(stamp) {
  return CLIENTS.every((file) => existsSync(join(ROOT, file))) && existsSync(join(ROOT, STAMP)) && readFileSync(join(ROOT, STAMP), "utf8") === stamp;
}

/** @param {string} source */
function stampOf(source) {
  const prisma = createRequire(import.meta.url)("prisma/package.json").version;
  const hash = createHash("sha256").update(source).update(readFileSync(fileURLToPath(import.meta.url)));
  return `prisma ${prisma} sha256 ${hash.digest("hex")}\n`;
}

/**
 * Prisma looks for its schema engine, a download, before it generates, and never calls it for that. Any
 * executable can stand in for it, so that this works offline too.
 * @param {string} schema
 * @returns {Promise<void>}
 */
function prismaGenerate(schema) {
  const cli = join(dirname(createRequire(import.meta.url).resolve("prisma/package.json")), "build/index.js");
  const child = spawn(process.execPath, [cli, "generate", "--no-hints", `--schema=${schema}`], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => (code === 0 ? done() : fail(new Error(`prisma generate failed for ${schema}: ${gist(output)}`))));
  });
}

/** The lines of Prisma's output that say what is wrong, as one.
 * @param {string} output */
function gist(output) {
  const plain = output.replaceAll(/\u001B\[[0-9;]*m/g, "").split("\n").map((line) => line.trim());
  const telling = plain.filter((line) => /^(error|Error)\b|-->|Validation Error|P\d{4}/.test(line));
  return (telling.length > 0 ? telling : plain.filter(Boolean)).slice(0, 4).join(" ");
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    const changed = await generate();
    if (changed) console.log("Database clients generated.");
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
