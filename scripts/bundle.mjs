// @ts-check
/**
 * Makes single programs of the worker and the command line, for where only the standalone build lies and no TypeScript
 * runs: dist/worker.mjs and dist/portal.mjs, with what they share beside them.
 */
import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const ROOT = resolve(import.meta.dirname, "..");

/** Packages with a binary, and those that are loaded on demand only: the standalone build has them in its node_modules. */
const EXTERNAL = ["libsql", "@libsql/linux-*", "@libsql/darwin-*", "@libsql/win32-*", "@opentelemetry/*"];

/** Parts of packages that still ask for others the old way. */
const BANNER = 'import { createRequire as portalCreateRequire } from "node:module"; const require = portalCreateRequire(import.meta.url);';

/** @param {string} outdir */
export async function bundle(outdir) {
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: { worker: "scripts/worker.ts", portal: "scripts/portal.ts" },
    outdir,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    keepNames: true,
    legalComments: "none",
    external: EXTERNAL,
    banner: { js: BANNER },
    logLevel: "warning",
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle(resolve(ROOT, "dist"));
