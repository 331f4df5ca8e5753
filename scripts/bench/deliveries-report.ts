import { z } from "zod";
import { run } from "../setup/child-processes.mjs";
import { withoutSignIn } from "./crash-report";
import type { Measured } from "./figures";
import { DELIVERIES_ALONE } from "./names";

/** What else the worker has to do. */
export const BESIDE = ["alone", "beside a dead endpoint", "beside one that hangs"] as const;

const figures = z.array(z.object({ requestsPerSecond: z.number(), p50: z.number(), p99: z.number() }));
const schema = z.object({ alone: figures, "beside a dead endpoint": figures, "beside one that hangs": figures });
export type DeliveryRounds = z.infer<typeof schema>;

/** Messages per second to a receiver that answers at once, and how long one takes from its row to its arrival; in a process of its own. */
export async function deliveriesReport(root: string, variables: Readonly<Record<string, string>>, { rounds, seconds }: { readonly rounds: number; readonly seconds: number }): Promise<Measured[]> {
  const output = await run("Measuring deliveries", process.execPath, ["--import", "tsx", "scripts/bench/testing/deliveries.ts", String(rounds), String(seconds)], { cwd: root, env: withoutSignIn(variables), timeoutMs: 60 * 60_000 });
  return measuredDeliveries(schema.parse(JSON.parse(output)));
}

export function measuredDeliveries(rounds: DeliveryRounds): Measured[] {
  return BESIDE.map((beside) => ({ name: `deliveries, ${beside}`, group: "deliveries", path: "", yardstick: beside === "alone" ? null : DELIVERIES_ALONE, rounds: rounds[beside] }));
}
