import { randomInt } from "node:crypto";

/** UTC with seven digits of fraction, as .NET writes it. */
export function timeStamp(at: number): string {
  return new Date(at).toISOString().replace("Z", `${String(randomInt(10_000)).padStart(4, "0")}Z`);
}
