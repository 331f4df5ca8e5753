import { LineCounter, parseDocument, visit, type Document, type ErrorCode, type YAMLError } from "yaml";
import { z } from "zod";
import { at, pathText, positionOf, problemsOfValues, type DocumentPath, type DocumentProblem } from "./document-problem";
import { catalogueSchemaWith, type Catalogue } from "./schema";

export type OfferDocument =
  | { readonly kind: "read"; readonly catalogue: Catalogue; /** Where in the text a path stands. */ readonly locate: (path: DocumentPath) => { line: number; column: number } }
  | { readonly kind: "refused"; readonly problems: readonly DocumentProblem[] };

const LONGEST_TEXT = 1_000_000;
const MOST_ALIASES = 100;

/**
 * Reads an offer document (YAML; docs/offer.example.yaml shows one). In a clientSecret `${NAME}` stands for that entry of
 * `variables`, and `$${` for the text `${`.
 * @returns everything that is wrong, in the order of the text, unless nothing is.
 */
export function parseOfferDocument(text: string, variables: Readonly<Record<string, string | undefined>>): OfferDocument {
  if (text.length > LONGEST_TEXT) return { kind: "refused", problems: [{ line: 1, column: 1, path: "", reason: `The document is longer than ${LONGEST_TEXT} characters.` }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: "error" });
  const locate = (path: DocumentPath) => positionOf(document, lines, path);
  const told = (path: DocumentPath, reason: string): DocumentProblem => ({ ...locate(path), path: pathText(path), reason });

  const { problems, isReadable } = problemsOfSyntax(document, lines);
  if (!isReadable) return refused(problems);
  const value = plainValue(document);
  if (value === undefined) return refused([...problems, { ...at(lines, firstAlias(document)), path: "", reason: `There are more than ${MOST_ALIASES} aliases (*name), or one repeats what is repeated already: write it out.` }]);
  if (value === null) return refused([...problems, told([], "The document is empty.")]);

  const read = catalogueSchemaWith(secretFrom(variables)).safeParse(value);
  if (read.success && problems.length === 0) return { kind: "read", catalogue: read.data, locate };
  return refused([...problems, ...(read.success ? [] : problemsOfValues(read.error, value).map(({ path, reason }) => told(path, reason)))]);
}

function refused(problems: readonly DocumentProblem[]): OfferDocument {
  return { kind: "refused", problems: [...problems].sort((one, other) => one.line - other.line || one.column - other.column) };
}

/** The parser's own words quote the text, in which there may be a secret. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: "This alias (*name) cannot be understood.",
  BAD_DIRECTIVE: "This directive (%) is not known.",
  BAD_DQ_ESCAPE: "In double quotes \\ begins an escape, and this one is not known: write \\\\ or use single quotes.",
  BAD_INDENT: "This is not indented as what it belongs to.",
  BAD_SCALAR_START: "No text can begin with this character: put it in quotes.",
  BLOCK_AS_IMPLICIT_KEY: "There is a second “key:” on this line: put text that holds a colon in quotes.",
  DUPLICATE_KEY: "This key stands there twice.",
  MISSING_CHAR: "A closing quote, bracket, comma or colon is missing here.",
  MULTILINE_IMPLICIT_KEY: "A key has to stand on one line and to end with a colon.",
  MULTIPLE_DOCS: "A second document begins here (---): keep each in a file of its own.",
  NON_STRING_KEY: "A key has to be text.",
  RESOURCE_EXHAUSTION: "This is nested too deeply.",
  TAB_AS_INDENT: "This line is indented by a tab: use blanks.",
  TAG_RESOLVE_FAILED: "This tag (!name) is not known: leave it away.",
  UNEXPECTED_TOKEN: "This does not belong here; text with special characters has to be in quotes.",
};

/** Whether its values still mean something beside what is wrong with the text. */
const HARMLESS: readonly ErrorCode[] = ["DUPLICATE_KEY", "TAG_RESOLVE_FAILED", "BAD_DIRECTIVE"];

function problemsOfSyntax(document: Document.Parsed, lines: LineCounter): { problems: DocumentProblem[]; isReadable: boolean } {
  const found: YAMLError[] = [...document.errors, ...document.warnings];
  const tooDeep = found.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const problems = (tooDeep ? [tooDeep] : found).map(({ code, pos }) => ({ ...at(lines, pos[0]), path: "", reason: REASONS[code] ?? "This is not YAML." }));
  const unresolved: number[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (tooDeep === undefined && alias.resolve(document) === undefined) unresolved.push(alias.range?.[0] ?? 0);
    },
  });
  return {
    problems: [...problems, ...unresolved.map((offset) => ({ ...at(lines, offset), path: "", reason: "This alias (*name) has no anchor (&name) above it." }))],
    isReadable: unresolved.length === 0 && found.every(({ code }) => HARMLESS.includes(code)),
  };
}

/** The document as plain values; undefined where its aliases would blow it up. */
function plainValue(document: Document): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return value ?? null;
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function firstAlias(document: Document): number {
  let first = 0;
  visit(document, {
    Alias: (_, alias) => {
      first = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return first;
}

const VARIABLE = /(\$?)\$\{(?:([A-Za-z_][A-Za-z0-9_]*)\})?/g;

/** A secret, given as it is or by the variables that hold it. One that is set to nothing counts as not set. */
function secretFrom(variables: Readonly<Record<string, string | undefined>>) {
  return z
    .string()
    .min(1)
    .transform((text, context) => {
      const refuse = (message: string): string => {
        context.addIssue({ code: "custom", message });
        return "";
      };
      return text.replace(VARIABLE, (whole, escaped: string, name: string | undefined) => {
        if (escaped) return whole.slice(1);
        if (name === undefined) return refuse("holds ${ without the name of a variable and }; write $${ for the text itself");
        const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
        return value?.trim() ? value : refuse(`asks for the environment variable ${name}, which is not set`);
      });
    });
}
