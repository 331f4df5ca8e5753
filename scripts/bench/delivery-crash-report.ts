import { z } from "zod";
import { run } from "../setup/child-processes.mjs";
import { withoutSignIn } from "./crash-report";

const schema = z.object({
  kills: z.number(),
  actions: z.number(),
  arrivals: z.number(),
  repeats: z.number(),
  cutOff: z.number(),
  untold: z.number(),
  lost: z.number(),
  undelivered: z.number(),
  outOfOrder: z.number(),
  invented: z.number(),
  unverified: z.number(),
  renamed: z.number(),
  deliveredTwice: z.number(),
  withoutTrace: z.number(),
});
export type DeliveryCrashReport = z.infer<typeof schema>;

/** Workers that are killed again and again while they tell of actions, in a process of its own. */
export async function deliveryCrashReport(root: string, variables: Readonly<Record<string, string>>): Promise<DeliveryCrashReport> {
  const output = await run("The crash run of the deliveries", process.execPath, ["--import", "tsx", "scripts/bench/testing/delivery-crash.ts"], { cwd: root, env: withoutSignIn(variables) });
  return schema.parse(JSON.parse(output));
}

/** What no crash may do. */
export function faultsOfDeliveryCrash({ untold, lost, undelivered, outOfOrder, invented, unverified, renamed, deliveredTwice, withoutTrace }: DeliveryCrashReport): string[] {
  const counted: [number, string][] = [
    [untold, "actions have no message"],
    [lost, "messages never arrived"],
    [undelivered, "messages do not count as delivered"],
    [outOfOrder, "messages arrived before an earlier one was done"],
    [invented, "messages arrived that nobody wrote"],
    [unverified, "messages had no valid signature"],
    [renamed, "messages were repeated under another id"],
    [deliveredTwice, "messages count as delivered twice"],
    [withoutTrace, "messages left no whole trace"],
  ];
  return counted.filter(([count]) => count !== 0).map(([count, what]) => `Crashes of deliveries: ${count} ${what}.`);
}

/** The lines of the report for people. */
export function deliveryCrashLines({ untold, lost, undelivered, outOfOrder, invented, unverified, renamed, deliveredTwice, withoutTrace }: DeliveryCrashReport): string[][] {
  const lines: [string, number][] = [
    ["actions without a message", untold],
    ["never arrived", lost],
    ["not delivered", undelivered],
    ["out of order", outOfOrder],
    ["invented", invented],
    ["without a valid signature", unverified],
    ["repeated under another id", renamed],
    ["delivered twice", deliveredTwice],
    ["without a whole trace", withoutTrace],
  ];
  return lines.map(([what, count]) => [`  ${what}`, String(count)]);
}
