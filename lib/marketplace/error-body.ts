import { z } from "zod";

const LONGEST = 300;

const wordsSchema = z.looseObject({
  code: z.unknown(),
  Code: z.unknown(),
  message: z.unknown(),
  Message: z.unknown(),
  details: z.array(z.looseObject({ message: z.unknown(), target: z.unknown() })).optional().catch(undefined),
}).partial();

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * Microsoft's own words in an error body, in any of its shapes: at the root, under `error` or `Error`, with keys in
 * either case, plain text, HTML or nothing (docs/marketplace/fulfillment.md). Shortened, and without anything that
 * looks like a token.
 */
export function wordsOf(body: string): string {
  const json = parse(body);
  const root = z.record(z.string(), z.unknown()).safeParse(json).data;
  if (root === undefined) return shorten(/<html|<!doctype/i.test(body) ? "an HTML page" : body);
  const nested = [root.error, root.Error, root].map((each) => wordsSchema.safeParse(each).data).find((each) => each && (each.code ?? each.Code ?? each.message ?? each.Message) !== undefined);
  const details = nested?.details?.map((detail) => text(detail.message)) ?? [];
  return shorten([text(nested?.code ?? nested?.Code), text(nested?.message ?? nested?.Message), ...details].filter(Boolean).join(": "));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function shorten(words: string): string {
  const clean = words.replace(/[A-Za-z0-9+/_=-]{60,}/g, "…").replace(/\s+/g, " ").trim();
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
