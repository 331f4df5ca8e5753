import { z, type ZodType } from "zod";
import { Refused } from "../purchases";

/** The number after which somebody wants to read on. */
export function since(number: string | undefined): number {
  const parsed = z.coerce.number().int().min(0).safeParse(number ?? 0);
  if (!parsed.success) throw new Refused("since is the number of a request.");
  return parsed.data;
}

/** @throws Refused with all that is wrong with the body. */
export async function read<T>(schema: ZodType<T>, request: Request): Promise<T> {
  const text = await request.text();
  let json: unknown;
  try {
    json = text === "" ? {} : JSON.parse(text);
  } catch {
    throw new Refused("The body is not JSON.");
  }
  return check(schema, json);
}

/** @throws Refused with all that is wrong with it. */
export function check<T>(schema: ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Refused(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
}
