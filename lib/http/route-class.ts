import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { addressKey } from "../kernel/ids";

/** What may be told of an address: one of the product's own routes, and the address as far as it holds nothing but keys and ids. */
export interface RouteClass {
  /** A label of a small, closed set. */
  readonly route: string;
  readonly path: string;
}

export type Classify = (url: string | undefined) => RouteClass;

const pattern = z.object({ page: z.string(), regex: z.string() });
const manifest = z.object({ staticRoutes: z.array(pattern), dynamicRoutes: z.array(pattern) });

const UNMATCHED: RouteClass = { route: "unmatched", path: "[unmatched]" };
const PARAMETER = /\[(\.\.\.)?(\w+)\]/g;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Tells addresses apart by the routes that Next has built. Whatever somebody else has put into an address, a query above
 * all, is in none of its answers: of a path only those parts are told that have the form of a key or an id of ours.
 */
export function classifier(routes: unknown): Classify {
  const { staticRoutes, dynamicRoutes } = manifest.parse(routes);
  const fixed = new Map(staticRoutes.map(({ page }) => [page, { route: page, path: page }]));
  const patterns = dynamicRoutes.map(({ page, regex }) => ({ page, regex: new RegExp(regex, "i") }));
  return (url) => {
    const path = url?.split(/[?#]/, 1)[0] ?? "";
    if (path.startsWith("/_next/")) return { route: "/_next", path: "/_next/[file]" };
    const known = fixed.get(path.length > 1 ? path.replace(/\/$/, "") : path);
    if (known) return known;
    for (const { page, regex } of patterns) {
      const match = regex.exec(path);
      if (match) return { route: page, path: fill(page, match.slice(1)) };
    }
    return /^\/[\w-]+\.[a-z]{2,12}$/.test(path) ? { route: "file", path: "/[file]" } : UNMATCHED;
  };
}

function fill(page: string, values: readonly string[]): string {
  let next = 0;
  return page.replace(PARAMETER, (parameter, many: string | undefined) => {
    const value = values[next++] ?? "";
    return many === undefined && isHarmless(value) ? value : parameter;
  });
}

/** An id of Microsoft's, a row's number, or a short name that somebody gave; a token fits none of them. */
function isHarmless(value: string): boolean {
  return GUID.test(value) || /^\d{1,12}$/.test(value) || (value.length <= 60 && addressKey.safeParse(value).success && !/\d[a-z]+\d[a-z]+\d|[a-z0-9]{25}/.test(value));
}

/** The routes of the build that runs. The development server has no list: there no address is told. */
export function classifierOfBuild(): Classify {
  try {
    // The folder's name is fixed when the portal is built (next.config.js).
    const file = join(/* turbopackIgnore: true */ process.cwd(), process.env.NEXT_DIST_DIR || ".next", "routes-manifest.json");
    return classifier(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return () => UNMATCHED;
  }
}
