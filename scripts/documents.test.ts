import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { portalProgram } from "./portal/program";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const README = read("README.md");
const NOT_OURS = /(^|\/)(node_modules|generated|data|dist|coverage|test-results|playwright-report|\.[^/]*)$/;

/** Every file of ours under a folder, relative to the root, with forward slashes. */
function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.test(path) ? [] : filesUnder(path);
    return [path];
  });
}
const FILES = filesUnder("");
const DOCUMENTS = FILES.filter((path) => /^(README|CONTRIBUTING|docs\/.+)\.md$/.test(path));

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
const found = (text: string, pattern: RegExp): string[] => unique([...text.matchAll(pattern)].map((match) => match[1] ?? ""));

/** What stands in a section of a document, down to the next heading of its level. */
function section(text: string, title: string): string {
  const [, after = ""] = text.split(`\n## ${title}\n`);
  return after.split(/\n## /)[0] ?? "";
}

/** The rows of all tables in a text, without their headings: the first cell of each. */
function firstCells(text: string): string[] {
  return [...text.matchAll(/^\|(?!-)(.*?)\|/gm)].map((match) => (match[1] ?? "").trim()).filter((cell) => cell.startsWith("`"));
}

describe("README's table of the configuration", () => {
  const named = firstCells(section(README, "Configuration")).flatMap((cell) => found(cell, /`([A-Z][A-Z0-9_]+)`/g));

  /** Where the portal, the simulator and the scripts declare what they read. */
  const declared = ["lib/kernel/env.ts", "simulator/env.ts"].flatMap((path) => found(read(path), /^ {2}([A-Z][A-Z0-9_]+): /gm));
  const product = FILES.filter((path) => /^(app|lib|prisma|scripts|simulator|e2e)\/.*\.(m?ts|mjs|tsx)$|^[^/]+\.(js|ts|mjs)$/.test(path) && !/\.(test|spec)\./.test(path));
  const readElsewhere = product.flatMap((path) => found(read(path), /\bprocess\.env\.([A-Z][A-Z0-9_]+)/g));

  /** Of the machine, of the tools that build and test, or set by our own programs for one another: nobody configures a portal by them. */
  const NOT_SETTINGS = new Set([
    ...["CI", "NODE_ENV", "PATH", "TZ"],
    ...["NEXTAUTH_URL", "NEXT_DIST_DIR", "NEXT_MANUAL_SIG_HANDLE", "NEXT_OUTPUT", "NEXT_RUNTIME", "PRISMA_SCHEMA", "PRISMA_SCHEMA_ENGINE_BINARY", "YARDSTICK"],
    ...["E2E_DATABASE_URL", "E2E_PORTAL_URL", "E2E_SIMULATOR_URL", "E2E_STACKS", "PLAYWRIGHT_CHROMIUM"],
  ]);
  const settings = unique(["PORT", ...declared, ...readElsewhere].filter((name) => !NOT_SETTINGS.has(name)));

  it("names every variable that there is, and no other", () => {
    expect(settings.length).toBeGreaterThan(20);
    expect(unique(named)).toEqual(settings);
  });

  it("names each once", () => {
    expect(named.filter((name, index) => named.indexOf(name) !== index)).toEqual([]);
  });

  it("gives the defaults of .env.example", () => {
    const defaults = new Map([...read(".env.example").matchAll(/^# ([A-Z][A-Z0-9_]+)=(.+)$/gm)].map((match) => [match[1] ?? "", match[2] ?? ""]));
    const rows = section(README, "Configuration").split("\n").flatMap((row) => {
      const [, variable = "", value = ""] = row.split("|").map((cell) => cell.trim());
      return found(variable, /`([A-Z][A-Z0-9_]+)`/g).map((name, index) => ({ name, value: [...value.matchAll(/`([^`]+)`/g)].map((match) => match[1])[index] }));
    });
    const differing = rows.filter(({ name, value }) => defaults.has(name) && value !== defaults.get(name));
    expect(differing).toEqual([]);
  });
});

describe("commands", () => {
  const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json")));

  /** `members add`, `db status`, … */
  function leaves(command: Command, path: readonly string[]): string[] {
    return command.commands.length === 0 ? [path.join(" ")] : command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
  }
  const commands = leaves(portalProgram(), []).sort();

  it("each npm script that a document names exists", () => {
    const unknown = DOCUMENTS.flatMap((path) => found(read(path), /\bnpm (?:run )?([a-z][\w:-]*)/g).map((name) => ({ path, name }))).filter(({ name }) => !(name in scripts) && !["ci", "install", "run"].includes(name));
    expect(unknown).toEqual([]);
  });

  it("README names every npm script but those that CONTRIBUTING does", () => {
    const texts = README + read("CONTRIBUTING.md");
    expect(Object.keys(scripts).filter((name) => !new RegExp(`\\bnpm (run )?${name}\\b`).test(texts))).toEqual([]);
  });

  it("each call of npm run portal that a document shows is one of its commands", () => {
    const wrong = DOCUMENTS.flatMap((path) => [...read(path).matchAll(/(?:npm run portal --|portal\.mjs) +([a-z][a-z -]*)/g)].map((match) => ({ path, words: (match[1] ?? "").trim() }))).filter(({ words }) => !commands.some((command) => `${words} `.startsWith(`${command} `)));
    expect(wrong).toEqual([]);
  });

  it("README's table of the command line names every command, and no other", () => {
    const cells = firstCells(section(README, "Command line"));
    const named = cells.flatMap((cell) => [...cell.matchAll(/`([a-z][a-z -]*[a-z])[^`]*`/g)].map((match) => match[1] ?? ""));
    expect(unique(named)).toEqual(commands);
  });
});

describe("links and pictures", () => {
  /** As GitHub makes them of headings. */
  function anchors(text: string): string[] {
    return [...text.matchAll(/^#{1,6} (.+)$/gm)].map((match) => (match[1] ?? "").toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
  }

  const links = DOCUMENTS.flatMap((path) => {
    const text = read(path).replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? "");
    return targets.filter((target) => !/^(https?|mailto):/.test(target)).map((target) => ({ path, target }));
  });

  it("lead to what is there", () => {
    expect(links.length).toBeGreaterThan(10);
    const broken = links.filter(({ path, target }) => {
      const [file = "", anchor] = target.split("#");
      const wanted = file === "" ? path : relative(".", normalize(join(dirname(path), file))).replaceAll("\\", "/");
      return !existsSync(join(ROOT, wanted)) || (anchor !== undefined && !anchors(read(wanted)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it("every picture is shown somewhere", () => {
    const shown = new Set(links.map(({ path, target }) => normalize(join(dirname(path), target)).replaceAll("\\", "/")));
    expect(FILES.filter((path) => path.startsWith("docs/pictures/") && !shown.has(path))).toEqual([]);
  });

  it("pictures are small", () => {
    const large = FILES.filter((path) => path.startsWith("docs/pictures/") && statSync(join(ROOT, path)).size > 200_000);
    expect(large).toEqual([]);
  });
});
