import { isAlias, isCollection, isMap, isPair, isScalar, type Document, type LineCounter } from "yaml";
import type { z } from "zod";
import { activationSchema, catalogueSchema, changesSchema, logSchema, planSchema, publisherSchema } from "./schema";

export type DocumentPath = readonly (string | number)[];

/** One thing that is wrong with an offer document. Never holds a value of the document, because that may be a secret. */
export interface DocumentProblem {
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** Like offers[0].plans[1].planId; empty for the document as a whole. */
  readonly path: string;
  /** Goes on where the path stops: "is missing". */
  readonly reason: string;
}

/** A path as people write it. */
export function pathText(path: DocumentPath): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}

/** Where the value at `path` stands, or the nearest thing above it that is there; for a key of a mapping where that key stands. */
export function positionOf(document: Document, lines: LineCounter, path: DocumentPath): { line: number; column: number } {
  let offset = 0;
  let node: unknown = document.contents;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : key) === part);
      if (pair === undefined) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isCollection(node) && typeof part === "number") {
      const item = node.items[part];
      if (item === undefined || isPair(item)) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return at(lines, offset);
}

/** Line and column of an offset into the text. */
export function at(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function startOf(node: unknown): number | undefined {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) && typeof node.range[0] === "number" ? node.range[0] : undefined;
}

/** What is wrong with the values of a document, each with the path that it is about. */
export function problemsOfValues(error: z.ZodError, document: unknown): { path: DocumentPath; reason: string }[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => ({ path: [...path, key], reason: `is not known here${knownKeys(path)}` }));
    return [{ path, reason: reasonOf(issue, valueAt(document, path)) }];
  });
}

const SHAPES: Readonly<Record<string, z.ZodRawShape>> = {
  "": catalogueSchema.shape,
  publisher: publisherSchema.shape,
  technicalConfiguration: catalogueSchema.shape.technicalConfiguration.shape,
  offers: catalogueSchema.shape.offers.element.shape,
  "offers.technicalConfiguration": catalogueSchema.shape.technicalConfiguration.shape,
  "offers.activation": activationSchema.shape,
  "offers.log": logSchema.shape,
  "offers.changes": changesSchema.shape,
  "offers.plans": planSchema.shape,
};

function knownKeys(path: DocumentPath): string {
  const shape = SHAPES[path.filter((part) => typeof part === "string").join(".")];
  return shape ? `; known are ${Object.keys(shape).join(", ")}` : "";
}

const ASKED_FOR: Readonly<Record<string, string>> = { string: "text", boolean: "true or false", array: "a list", number: "a whole number", int: "a whole number", object: "a group of keys" };

const FORMATS: Readonly<Record<string, string>> = {
  url: "is no address that begins with https:// or http://",
  email: "is no mail address",
  guid: "is no id of the form 00000000-0000-0000-0000-000000000000",
};

function reasonOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === "invalid_type") {
    if (value === undefined) return "is missing";
    const asked = ASKED_FOR[issue.expected] ?? issue.expected;
    return `${foundIn(value)}, where ${asked} is asked for${asked === "text" && isPlain(value) ? ": put it in quotes" : ""}`;
  }
  if (issue.code === "too_small" && issue.origin !== "string" && issue.origin !== "array") return `is less than ${String(issue.minimum)}`;
  if (issue.code === "too_big" && issue.origin !== "string") return `is more than ${String(issue.maximum)}`;
  if (issue.code === "too_small") return issue.origin === "array" ? "has to have at least one entry" : "is empty";
  if (issue.code === "too_big") return `is longer than ${String(issue.maximum)} characters`;
  if (issue.code === "invalid_format") return FORMATS[issue.format] ?? issue.message;
  return issue.message;
}

function isPlain(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

function foundIn(value: unknown): string {
  if (value === null) return "is empty";
  if (Array.isArray(value)) return "is a list";
  if (typeof value === "object") return "is a group of keys";
  return typeof value === "string" ? "is text" : typeof value === "boolean" ? "is true or false" : "is a number";
}

function valueAt(document: unknown, path: DocumentPath): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === "object" && value !== null && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined), document);
}
