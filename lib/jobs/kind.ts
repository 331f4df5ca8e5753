import type { ZodType } from "zod";

/**
 * A kind of job as those see it who ask for one: its name and its input. Apart from what handles it, because the noun
 * that asks (a cancelled subscription) often stands below the one that handles (the licenses of it).
 */
export interface JobKind<Input> {
  /** `<noun>.<verb>`; stands in rows: never renamed. */
  readonly name: string;
  /** What a row's input has to look like: ids only, no secrets and no personal data. */
  readonly input: ZodType<Input>;
}

export function jobKind<Input>(name: string, input: ZodType<Input>): JobKind<Input> {
  return { name, input };
}
