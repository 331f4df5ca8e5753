import { CsvError, parse } from "csv-parse/sync";
import { guid } from "../../kernel/ids";
import { ONE_LINE } from "../../kernel/one-line";
import { headedColumns, unheadedColumns, type Column, type Columns } from "./columns";
import { decodeText } from "./decode-text";
import { LARGEST_FILE, MOST_PEOPLE, type FileProblem, type LineProblem } from "./schema";

/** Somebody in a file, or why that line names nobody. What stands here is safe to show and to write into other files. */
export interface PersonLine {
  /** Where they stand in the file, counted from 1: the first, where a cell has line breaks. */
  readonly line: number;
  readonly label: string;
  readonly objectId: string | null;
  readonly name: string | null;
  /** `duplicate:7`: they stand in line 7 already. */
  readonly problem: LineProblem | `duplicate:${number}` | null;
}

export type ReadOutcome =
  | { readonly kind: "people"; readonly lines: readonly PersonLine[] }
  /** `line`: where it goes wrong, if that can be said. */
  | { readonly kind: "refused"; readonly problem: FileProblem; readonly line: number | null };

const LONGEST_LABEL = 320;
const LONGEST_NAME = 400;
/** Bounds of what is worked through before there is anybody to show: blank lines, too, take their time. */
const MOST_LINES = 5 * MOST_PEOPLE;
const LONGEST_RECORD = 64 * 1024;

/** Reads the people of a file, and says of each line that cannot be taken why. */
export function readPeople(bytes: Uint8Array): ReadOutcome {
  if (bytes.length > LARGEST_FILE) return refused("too-large");
  const text = decodeText(bytes);
  if (text === null) return refused("not-csv");
  const records = split(text);
  if ("kind" in records) return records;
  const [first] = records;
  if (first === undefined) return refused("empty");
  const below = records.slice(1);
  const headed = headedColumns(first.cells, below.map(({ cells }) => cells));
  const rows = headed === null ? records : below;
  if (rows.length === 0) return refused("empty");
  if (rows.length > MOST_PEOPLE) return refused("too-many");
  const columns = headed ?? unheadedColumns(rows.map(({ cells }) => cells));
  return { kind: "people", lines: markDuplicates(rows.map((row) => readPerson(row, columns))) };
}

function refused(problem: FileProblem, line: number | null = null): ReadOutcome & { kind: "refused" } {
  return { kind: "refused", problem, line };
}

interface FileRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

class TooMany extends Error {}

/** The lines of a file with something on them. */
function split(text: string): FileRecord[] | (ReadOutcome & { kind: "refused" }) {
  if (hasMoreLines(text, MOST_LINES)) return refused("too-many");
  // Excel's own way to say what separates cells, and the first line of Entra's templates.
  const [preamble = "", told] = /^(?:sep=(.)|version:[^\n]*)(?:\n|$)/i.exec(text) ?? [];
  const body = text.slice(preamble.length);
  const before = preamble === "" ? 0 : 1;
  const records: FileRecord[] = [];
  let last = 0;
  try {
    parse(body, {
      delimiter: told ?? delimiterOf(body),
      record_delimiter: "\n",
      relax_column_count: true,
      max_record_size: LONGEST_RECORD,
      on_record: (cells: string[], { lines }) => {
        if (cells.some((cell) => cell.trim() !== "")) records.push({ line: before + last + 1, cells });
        last = lines;
        if (records.length > MOST_PEOPLE + 1) throw new TooMany();
        return null;
      },
    });
  } catch (error) {
    if (error instanceof TooMany) return refused("too-many");
    if (!(error instanceof CsvError)) throw error;
    const isEndless = error.code === "CSV_MAX_RECORD_SIZE" && !body.includes('"');
    return refused(isEndless ? "not-csv" : "unbalanced-quotes", before + last + 1);
  }
  return records;
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0 && lines <= most; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines > most;
}

/** What separates the cells of the first line; what stands in quotes does not count. */
function delimiterOf(text: string): string {
  const unquoted = text.trimStart().slice(0, LONGEST_RECORD).replace(/"[^"]*"/g, "");
  const [line = ""] = unquoted.split("\n", 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [",", ";", "\t"].reduce((most, each) => (count(each) > count(most) ? each : most));
}

/** One address, as Entra and mail take it; quoted and bracketed forms of mail are nobody's. */
const ADDRESS = /^[^\s@"'(),:;<>[\]\\`|]+(?:'[^\s@"'(),:;<>[\]\\`|]+)*@[^\s@"'(),:;<>[\]\\`|.]+(?:\.[^\s@"'(),:;<>[\]\\`|.]+)+$/u;
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Addresses may begin with + or -; with nothing but these signs in them they calculate nothing. */
const PLAIN_ADDRESS = /^[+-][\w.+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

function readPerson({ line, cells }: FileRecord, columns: Columns): PersonLine {
  const raw = (column: Column): string => cells[columns[column] ?? -1] ?? "";
  const told: Column = raw("upn").trim() === "" ? "mail" : "upn";
  const label = raw(told).trim();
  // Names are one line: a line break within quotes is a blank. One that a spreadsheet would calculate, a lone hyphen too, is none.
  const written = raw("name").trim().replace(/\s+/g, " ");
  const name = FORMULA.test(written) ? "" : written;
  const objectId = guid.safeParse(raw("objectId").trim()).data ?? null;
  const isFormula = (column: Column): boolean => (FORMULA.test(raw(column)) || FORMULA.test(raw(column).trim())) && !PLAIN_ADDRESS.test(raw(column).trim());

  const problem = ((): LineProblem | null => {
    if (isFormula(told) || isFormula("objectId")) return "formula";
    if (!ONE_LINE.test(label) || !ONE_LINE.test(name)) return "control-characters";
    if (label === "") return "no-address";
    if (label.length > LONGEST_LABEL || name.length > LONGEST_NAME) return "too-long";
    if (!ADDRESS.test(label)) return "not-an-address";
    if (raw("objectId").trim() !== "" && objectId === null) return "bad-object-id";
    return null;
  })();
  return { line, label: problem === null ? label : harmless(label, LONGEST_LABEL), objectId, name: name === "" ? null : problem === null ? name : harmless(name, LONGEST_NAME), problem };
}

/** What stood there, to be recognised by: nothing that hides, and nothing that calculates. */
function harmless(text: string, longest: number): string {
  const shown = Array.from(text, (sign) => (ONE_LINE.test(sign) ? sign : "\uFFFD")).join("");
  return (FORMULA.test(shown) ? `'${shown}` : shown).slice(0, longest);
}

function markDuplicates(lines: readonly PersonLine[]): PersonLine[] {
  const seen = new Map<string, number>();
  return lines.map((person) => {
    if (person.problem !== null) return person;
    const keys = [person.label.toLowerCase(), ...(person.objectId === null ? [] : [person.objectId])];
    const first = keys.map((key) => seen.get(key)).find((line) => line !== undefined);
    if (first !== undefined) return { ...person, problem: `duplicate:${first}` };
    for (const key of keys) seen.set(key, person.line);
    return person;
  });
}
