import { z } from "zod";

/** For how many days the action log is kept at least, where not for ever. */
export const LEAST_KEPT_DAYS = 30;
const MOST_KEPT_DAYS = 36_500;

/** For how many days the action log is kept; null: for ever. */
export const keptDaysSchema = z
  .int("Use a whole number of days.")
  .min(LEAST_KEPT_DAYS, `Keep it for ${LEAST_KEPT_DAYS} days at least.`)
  .max(MOST_KEPT_DAYS, `That is more than ${MOST_KEPT_DAYS} days: keep it for ever.`)
  .nullable();

/** The same, as a form sends it: nothing chosen stands for ever. */
export const keptDaysForm = z
  .string()
  .transform((text) => (text === "" ? null : Number(text)))
  .pipe(keptDaysSchema);
