// @ts-check
/**
 * Which part of the repository may import which: the one table that lint enforces (arrows-rule.mjs) and
 * arrows.test.mjs tries out. Paths are relative to the repository's root, with forward slashes.
 */

/** The ground of lib, from the bottom up: a folder imports only what stands before it. */
export const GROUND = ["kernel", "db", "http", "auth", "alerts", "marketplace", "jobs", "offers", "actions"];

/** The business, which stands on all of the ground, and which of each other its folders see. */
export const NOUNS = new Map([
  ["team", /** @type {string[]} */ ([])],
  ["subscriptions", []],
  ["activations", ["subscriptions"]],
  ["licenses", ["activations", "subscriptions"]],
  ["metering", ["licenses", "activations", "subscriptions"]],
  ["analytics", ["metering", "licenses", "activations", "subscriptions"]],
  ["inbox", ["subscriptions"]],
  ["leads", ["subscriptions"]],
  ["managed-apps", ["subscriptions"]],
]);

/** Packages that have one home, and what to do instead of importing them elsewhere. */
const HOMES = [
  {
    packages: /^(@prisma\/|\.prisma\/|@libsql\/|libsql$|mssql$)/,
    zones: ["lib/db", "prisma"],
    advice: "Prisma is known to lib/db alone: use what lib/db exports.",
  },
  {
    packages: /^@tanstack\/(react-)?table/,
    zones: ["components/data-table"],
    advice: "Tables are built with components/data-table, the only user of @tanstack/react-table.",
  },
  {
    packages: /^recharts(\/|$)/,
    zones: ["components/charts"],
    advice: "Charts are drawn with components/charts, the only user of recharts.",
  },
];

/** Files at the root that configure a tool. */
const TOOLS = /(\.config|^vitest\.setup)$/;

const TEST_FILE = /(\.test\.[cm]?[jt]sx?|(^|\/)testing\/.*|(^|[/-])testing(\.[cm]?[jt]sx?)?)$/;

/** @param {string} path a file, or an import of one, with or without its extension */
export function isTestCode(path) {
  return TEST_FILE.test(path);
}

/**
 * The part of the repository that a path belongs to: "lib/http", "lib/worker", "components/ui", "app", …
 * @param {string} path
 */
export function zoneOf(path) {
  const [top = "", second] = path.split("/");
  if (second === undefined) return withoutExtension(top);
  if (top === "lib" || top === "components") return `${top}/${withoutExtension(second)}`;
  return top;
}

/** @param {string} name */
function withoutExtension(name) {
  return name.replace(/(\.test)?\.[cm]?[jt]sx?$/, "");
}

/**
 * Why `from` may not import the package `name`, or null where it may.
 * @param {string} from
 * @param {string} name
 */
export function whyNoPackage(from, name) {
  const zone = zoneOf(from);
  const home = HOMES.find((each) => each.packages.test(name));
  if (home !== undefined && !home.zones.includes(zone)) return `${zone} may not import ${name}. ${home.advice}`;
  if (zone.startsWith("lib/") && /^react(-dom)?(\/|$)/.test(name)) {
    return `${zone} may not import ${name}. lib is plain TypeScript: what needs React belongs in components or app.`;
  }
  return null;
}

/**
 * Why `from` may not import the file `to`, or null where it may.
 * @param {string} from
 * @param {string} to
 * @param {boolean} typeOnly the import leaves nothing behind at run time
 * @returns {string | null}
 */
export function whyNot(from, to, typeOnly) {
  const source = zoneOf(from);
  const target = zoneOf(to);
  const because = (/** @type {string} */ advice) => `${source} may not import ${to}. ${advice}`;

  if (target === "simulator" && source !== "simulator") {
    return because("The simulator is a program of its own: reach it over HTTP, through the addresses in the environment.");
  }
  if (source === "simulator") {
    return target === "simulator"
      ? null
      : because("The simulator must not share the portal's mistakes: write its own code in simulator/; only the wire is common.");
  }
  if (/^lib\/db\/generated(\/|$)/.test(to) && source !== "lib/db") {
    return because("The generated clients are known to lib/db alone: use what lib/db exports.");
  }
  if (isTestCode(to)) {
    if (!isTestCode(from) && source !== "e2e") return because("It serves tests only: move what the product needs into a file of its own.");
    if (target === "lib/db" && !source.startsWith("components/")) return null;
  }
  if (source.startsWith("lib/")) return whyNotFromLib(source, target, because);
  if (source.startsWith("components/")) return whyNotFromComponents(source, target, to, typeOnly, because);
  if (source === "instrumentation") {
    return target === "lib/worker" ? null : because("instrumentation.ts starts lib/worker.ts and nothing else: put it there.");
  }
  if (source === "e2e") {
    return target === "app" || target.startsWith("lib/") || target.startsWith("components/")
      ? because("Journeys know the product as people do: use the page, the HTTP API, `npm run portal` or the simulator's /control.")
      : null;
  }
  if (target === "e2e") return because("e2e holds journeys only: move what the product needs into the folder that it belongs to.");
  if (target === "lib/marketplace") {
    return because("Calls to Microsoft belong in a command or in queries.ts of a noun: lib/<noun>/<verb>.ts, and call that.");
  }
  if (source === "scripts" || source === "prisma" || TOOLS.test(source)) return null;
  if (target === "lib/db") {
    return because("Pages and routes hold no data access: put a read into lib/<noun>/queries.ts, a write into lib/<noun>/<verb>.ts, and call that.");
  }
  if (target === "scripts") return because("Scripts run beside the portal, not in it: move what both need into lib.");
  return null;
}

/**
 * @param {string} source
 * @param {string} target
 * @param {(advice: string) => string} because
 */
function whyNotFromLib(source, target, because) {
  if (!target.startsWith("lib/")) {
    return ["app", "scripts", "e2e", "proxy", "instrumentation", "prisma"].includes(target) || target.startsWith("components/")
      ? because("lib stands below it and knows nothing of it: pass what is needed as a parameter, or move it down into lib.")
      : null;
  }
  if (source === target || source === "lib/worker" || source === "lib/structure") return null;
  if (target === "lib/worker") return because("Only instrumentation and scripts start the worker; a job is queued through lib/jobs.");

  const upper = source.slice("lib/".length);
  const lower = target.slice("lib/".length);
  const unknown = [upper, lower].find((name) => !GROUND.includes(name) && !NOUNS.has(name));
  if (unknown !== undefined) return because(`lib/${unknown} has no place in the order yet: give it one in scripts/lint/arrows.mjs.`);

  if (upper === "marketplace" && (lower === "db" || lower === "alerts")) {
    return because("lib/marketplace is clients of Microsoft's HTTP APIs, without rules or database: store in the noun that calls it.");
  }
  const seen = NOUNS.get(upper);
  if (seen === undefined) {
    return GROUND.indexOf(lower) !== -1 && GROUND.indexOf(lower) < GROUND.indexOf(upper)
      ? null
      : because(`The order from the ground up is ${GROUND.join(", ")}, then the nouns: move what both need down to ${source} or below, or let the caller pass it in.`);
  }
  if (GROUND.includes(lower) || seen.includes(lower)) return null;
  return because(
    NOUNS.get(lower)?.includes(upper) === true
      ? `${target} stands above ${source}: write a job in the same transaction, which ${target} handles and lib/worker.ts registers.`
      : `${source} sees ${seen.length === 0 ? "no other noun" : `of the nouns only ${seen.join(", ")}`}: what both need belongs in lib/offers, lib/actions or lib/subscriptions.`,
  );
}

/**
 * @param {string} source
 * @param {string} target
 * @param {string} to
 * @param {boolean} typeOnly
 * @param {(advice: string) => string} because
 */
function whyNotFromComponents(source, target, to, typeOnly, because) {
  if (["app", "scripts", "e2e", "proxy", "instrumentation", "prisma"].includes(target)) {
    return because("Components know nothing of who shows them: pass it as a property, server actions too.");
  }
  if (source === "components/ui") {
    const foreign = target.startsWith("lib/") || (target.startsWith("components/") && target !== source);
    return foreign ? because("components/ui could ship in another product: what knows ours belongs in components/<noun>.") : null;
  }
  if (!target.startsWith("lib/") || typeOnly || /\/(schema|policy)(\.tsx?)?$/.test(to)) return null;
  return because("Components take from lib only types, schema.ts and policy.ts: let the page read it and pass it as a property.");
}
