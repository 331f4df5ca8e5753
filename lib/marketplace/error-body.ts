import { z } from "zod";

const LONGEST = 300;
/** Nobody reads further, and patterns over megabytes would take long. */
const LONGEST_READ = 4000;

const text = z.string().catch("");
const wordsSchema = z
  .looseObject({
    code: text,
    Code: text,
    message: text,
    Message: text,
    // Entra's
    error: text,
    error_description: text,
    details: z.array(z.looseObject({ message: text }).catch({ message: "" })).catch([]),
  })
  .transform((given) => [given.code || given.Code || given.error, given.message || given.Message || given.error_description, ...given.details.map(({ message }) => message)].filter((each) => each.trim() !== ""));

/**
 * Microsoft's own words in an error body, in any of its shapes: at the root, under `error` or `Error`, with keys in
 * either case, as OAuth has them, plain text, HTML or nothing (docs/marketplace/fulfillment.md). Shortened, and without
 * anything that looks like a token or a mail address.
 */
export function wordsOf(body: string): string {
  const json = parse(body);
  if (typeof json === "string") return presentable(json);
  const root = z.record(z.string(), z.unknown()).safeParse(json).data;
  if (root === undefined) return isHtml(body) ? "an HTML page" : presentable(body);
  const words = [root.error, root.Error, root].map((each) => wordsSchema.safeParse(each).data ?? []).find((each) => each.length > 0);
  if (words !== undefined) return presentable(words.join(": "));
  return Object.keys(root).length === 0 ? "" : presentable(body);
}

/** True for a page that somebody's proxy or a maintenance notice put in the place of an answer. */
export function isHtml(body: string): boolean {
  return /<html|<!doctype/i.test(body.slice(0, LONGEST_READ));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function presentable(words: string): string {
  const clean = words
    .slice(0, LONGEST_READ)
    .replace(/[^\s@"'<>(){},;:]{1,64}(?:@|%40)[^\s@"'<>(){},;:]+/g, "…")
    .replace(/\bBearer\s+\S+/gi, "Bearer …")
    .replace(/eyJ[A-Za-z0-9_-]{8,}[A-Za-z0-9._-]*/g, "…")
    .replace(/[A-Za-z0-9+/_=.%~-]{60,}/g, "…")
    .replace(/\s+/g, " ")
    .trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
