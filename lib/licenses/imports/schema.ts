import { z } from "zod";
import { jobKind } from "../../jobs/kind";
import { SEAT_REFUSALS } from "../schema";

/** What a file may weigh, and how many people it may name. lib/http/body-limit lets a little more through. */
export const LARGEST_FILE = 5 * 1024 * 1024;
export const MOST_PEOPLE = 10_000;

/** Why nothing of a file can be taken. */
export const FILE_PROBLEMS = ["empty", "too-large", "too-many", "not-csv", "unbalanced-quotes"] as const;
export type FileProblem = (typeof FILE_PROBLEMS)[number];

/** Why one line of a file cannot be taken; the others can. A duplicate is kept as `duplicate:7`, with the line that came first. */
export const LINE_PROBLEMS = ["no-address", "not-an-address", "too-long", "bad-object-id", "duplicate", "formula", "control-characters"] as const;
export type LineProblem = (typeof LINE_PROBLEMS)[number];

/** Why a line that could be taken came to nothing. `fault` is ours: the log says more. */
export const FAILURES = [...SEAT_REFUSALS, "not-manager", "fault"] as const;

/** What a reader can look at one by one: what came to nothing, who gets a seat, who a link, and who has one of both already. */
export const IMPORT_VIEWS = ["failed", "seat", "link", "already"] as const;
export type ImportView = (typeof IMPORT_VIEWS)[number];

/** What a line's problem says: a word, and the line that it speaks of. */
export const problemSchema = z
  .string()
  .transform((text) => text.split(":"))
  .pipe(z.tuple([z.enum([...LINE_PROBLEMS, ...FAILURES, "invited"])], z.string()))
  .transform(([word, line]) => ({ word, line: line === undefined ? null : Number(line) }));
export type ProblemWord = z.output<typeof problemSchema>["word"];

/** Works through the lines of a file that a manager confirmed. */
export const WORK_THROUGH = jobKind("licenses.import", z.object({ importId: z.int() }));
