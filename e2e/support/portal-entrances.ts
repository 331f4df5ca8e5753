import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { z } from "zod";
import { BUILD } from "./own-portal";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

async function filesOf(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function addressOf(file: string): string {
  const parts = relative("app", file).split("/").slice(0, -1);
  return `/${parts.filter((part) => !/^\(.*\)$/.test(part)).join("/")}`;
}

/** Every page and every call of a route that stands under app/: `/docs`, `GET /api/metrics`. */
export async function findRoutes(): Promise<string[]> {
  const found: string[] = [];
  for (const file of await filesOf("app")) {
    if (/\/page\.tsx?$/.test(file)) found.push(addressOf(file));
    if (!/\/route\.tsx?$/.test(file)) continue;
    const exported = (await readFile(file, "utf8")).split("\n").filter((line) => line.startsWith("export "));
    found.push(...METHODS.filter((method) => exported.some((line) => new RegExp(`\\b${method}\\b`).test(line))).map((method) => `${method} ${addressOf(file)}`));
  }
  return found.sort();
}

export interface ServerAction {
  /** As the build knows it. */
  readonly id: string;
  /** A page that has it, with its parameters in brackets. */
  readonly page: string;
}

/** Every server action that the build serves, by its file and its name: `app/sign-in/actions.ts signOut`. */
export async function findActions(): Promise<Map<string, ServerAction>> {
  const manifest: unknown = JSON.parse(await readFile(join(BUILD, "server/server-reference-manifest.json"), "utf8"));
  const { node } = z.object({ node: z.record(z.string(), z.object({ filename: z.string(), exportedName: z.string(), workers: z.record(z.string(), z.unknown()) })) }).parse(manifest);
  return new Map(Object.entries(node).map(([id, { filename, exportedName, workers }]) => [`${filename} ${exportedName}`, { id, page: addressOf(`${Object.keys(workers)[0] ?? ""}.tsx`) }]));
}

/** Every function that a file with "use server" exports, whether or not a page has it. */
export async function findActionSources(): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ["app", "components", "lib"]) {
    for (const file of (await filesOf(folder)).filter((name) => /\.tsx?$/.test(name) && !name.includes("/generated/"))) {
      const text = await readFile(file, "utf8");
      if (/^"use server";/.test(text)) found.push(...[...text.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map(([, name]) => `${file} ${name ?? ""}`));
    }
  }
  return found.sort();
}
