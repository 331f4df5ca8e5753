import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const TOP_LEVEL = ["app", "components", "docs", "e2e", "lib", "messages", "prisma", "public", "scripts", "simulator"];
const NOT_OURS = new Set(["node_modules", "data", "coverage", "test-results", "playwright-report", "generated", "dist"]);

/** Their files are named freely; in every other folder of lib a file is a verb, a concept or one of the telling names. */
const FREELY_NAMED = new Set(["kernel", "db", "http", "marketplace", "jobs"]);

/** Drawers: folders, and files, that say nothing of what is in them. */
const DRAWER = /^(utils?|helpers?|common|shared|misc|types?|interfaces?|hooks?|constants?|services?|models?|managers?|lib)$/;

/** Names that are nearly, but not quite, one of queries, policy, schema and jobs; and words for "some code". */
const NEAR_MISS = /^(query|policies|rules|schemas?-.*|schemas|validation|job|commands?|repository|.*-(utils?|helpers?|service|repository|types))$/;

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Every hand-written file under a folder, relative to the root, with forward slashes. */
function filesUnder(folder: string): string[] {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || NOT_OURS.has(entry.name)) return [];
    const child = relative(ROOT, join(path, entry.name)).split(sep).join("/");
    return entry.isDirectory() ? filesUnder(child) : [child];
  });
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** Lines that hold code: neither empty nor comment. */
function linesOfCode(file: string): number {
  const withoutBlocks = read(file).replace(/\/\*[\s\S]*?\*\//g, "");
  return withoutBlocks.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

const FILES = TOP_LEVEL.flatMap(filesUnder);
const CODE = FILES.filter((file) => /\.[cm]?[jt]sx?$/.test(file));
const NOUN_FILES = FILES.filter((file) => {
  const [top, folder, ...rest] = file.split("/");
  return top === "lib" && folder !== undefined && rest.length > 0 && !FREELY_NAMED.has(folder);
});

describe("the house", () => {
  it("has no other folders at the top than the design gives it", () => {
    const folders = readdirSync(ROOT).filter((name) => !name.startsWith(".") && !NOT_OURS.has(name) && statSync(join(ROOT, name)).isDirectory());
    expect(folders.filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
  });

  it("keeps at most twenty things directly under lib", () => {
    expect(readdirSync(join(ROOT, "lib")).filter((name) => !name.startsWith(".") && !name.endsWith(".test.ts")).length).toBeLessThanOrEqual(20);
  });

  it("holds no file at the bottom of lib but the worker", () => {
    expect(FILES.filter((file) => /^lib\/[^/]+$/.test(file) && !file.endsWith(".test.ts"))).toEqual(existsSync(join(ROOT, "lib/worker.ts")) ? ["lib/worker.ts"] : []);
  });

  it("has no drawers", () => {
    // An address: the people who manage a subscription.
    const folders = new Set(CODE.filter((file) => !file.includes("/[subscriptionId]/managers/")).flatMap((file) => dirname(file).split("/").slice(1)));
    expect([...folders].filter((name) => DRAWER.test(name))).toEqual([]);
    expect(CODE.filter((file) => DRAWER.test(basename(file).split(".")[0] ?? ""))).toEqual([]);
  });

  it("sorts nothing by kind: an actions folder is the noun lib/actions or a page", () => {
    const byKind = CODE.filter((file) => /\/(actions|queries|policies|schemas|jobs)\//.test(file) && !/^(lib\/(actions|jobs)\/|app\/)/.test(file));
    expect(byKind.filter((file) => !/^components\/(actions|jobs)\//.test(file))).toEqual([]);
  });

  it("has no barrels", () => {
    const reExportsOnly = (file: string): boolean => {
      const rest = read(file)
        .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
        .replace(/export\s+(type\s+)?(\*(\s+as\s+\w+)?|\{[^}]*\})\s+from\s+["'][^"']+["'];?/g, "");
      return rest.trim() === "";
    };
    expect(CODE.filter((file) => /(^|\/)index\.[cm]?[jt]sx?$/.test(file) || reExportsOnly(file))).toEqual([]);
  });

  it("writes its file names in kebab-case", () => {
    const named = CODE.filter((file) => !file.startsWith("app/"));
    expect(named.filter((file) => !basename(file).replace(/\.[cm]?[jt]sx?$/, "").split(".").every((part) => KEBAB_CASE.test(part)))).toEqual([]);
  });
});

describe("a noun's files", () => {
  it("are TypeScript with a telling name: <verb>, <concept>, queries, policy, schema or jobs, and a test beside each", () => {
    const wrong = NOUN_FILES.filter((file) => {
      const [name = "", ...endings] = basename(file).split(".");
      return !["ts", "test.ts"].includes(endings.join(".")) || !KEBAB_CASE.test(name) || DRAWER.test(name) || NEAR_MISS.test(name);
    });
    expect(wrong).toEqual([]);
  });

  it("have their tests beside what is tested", () => {
    // What is tried over a noun's whole, with the harness of its testing folder, has no one file.
    const tests = NOUN_FILES.filter((file) => file.endsWith(".test.ts") && !file.includes("/testing/"));
    expect(tests.filter((file) => !existsSync(join(ROOT, file.replace(/\.test\.ts$/, ".ts"))))).toEqual([]);
  });
});

describe("files stay small", () => {
  it("400 lines of code, 600 for tests", () => {
    const long = CODE.filter((file) => linesOfCode(file) > (/\.(test|spec)\./.test(file) ? 600 : 400));
    expect(long).toEqual([]);
  });

  it("120 lines for pages, layouts and route handlers", () => {
    const routing = CODE.filter((file) => /^app\/(.*\/)?(page|layout|route|loading|error|not-found)\.tsx?$/.test(file));
    expect(routing.filter((file) => linesOfCode(file) > 120)).toEqual([]);
  });
});

describe("texts", () => {
  it("have the same keys in every language", () => {
    const keysOf = (value: unknown, path = ""): string[] =>
      typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, each]) => keysOf(each, `${path}.${key}`)) : [path.slice(1)];
    for (const other of filesUnder("messages").filter((file) => file.endsWith(".json"))) {
      const english = other.replace(/[^/]+\.json$/, "en.json");
      expect(keysOf(JSON.parse(read(other))).sort(), other).toEqual(keysOf(JSON.parse(read(english))).sort());
    }
  });

  it("name only commands that exist", () => {
    const manifest = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const texts = [...readdirSync(ROOT).filter((name) => name.endsWith(".md")), ...filesUnder("docs").filter((file) => file.endsWith(".md"))];
    const unknown = texts.flatMap((file) =>
      [...read(file).matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? "").filter((name) => manifest.scripts[name] === undefined).map((name) => `${file}: npm run ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it("list in .env.example every variable that the portal reads", () => {
    const variables = [...read("lib/kernel/env.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map((match) => match[1] ?? "").filter((name) => name !== "NODE_ENV");
    const example = read(".env.example");
    expect(variables).not.toEqual([]);
    expect(variables.filter((name) => !new RegExp(`^#? ?${name}=`, "m").test(example))).toEqual([]);
  });
});
