import { z } from "zod";
import { run } from "../setup/child-processes.mjs";

const schema = z.object({
  kills: z.number(),
  /** Calls that Microsoft made, tries and copies counted; those of them that were refused; the events that they told of, and operations that took effect. */
  calls: z.number(),
  refused: z.number(),
  events: z.number(),
  operations: z.number(),
  subscriptions: z.number(),
  /** Answered, and not in the inbox. */
  lost: z.number(),
  doubled: z.number(),
  /** Of which one try was answered otherwise than another, or than is kept. */
  answeredOtherwise: z.number(),
  unprocessed: z.number(),
  /** Subscriptions that are not as Microsoft has them. */
  different: z.number(),
  withoutAction: z.number(),
  doubledActions: z.number(),
  /** Attempts at processing that the kills ended. */
  cutOff: z.number(),
});
export type WebhookCrashReport = z.infer<typeof schema>;

/** The built portal, killed again and again while Microsoft calls it; in a process of its own. */
export async function webhookCrashReport(root: string, variables: Readonly<Record<string, string>>, kills: number): Promise<WebhookCrashReport> {
  const output = await run("The crash run of the webhook", process.execPath, ["--import", "tsx", "scripts/bench/testing/webhook-crash.ts", String(kills)], { cwd: root, env: variables });
  return schema.parse(JSON.parse(output));
}

/** What no crash may do. */
export function faultsOfWebhookCrash({ lost, doubled, answeredOtherwise, unprocessed, different, withoutAction, doubledActions }: WebhookCrashReport): string[] {
  const counted: [number, string][] = [
    [lost, "calls were answered and lost"],
    [doubled, "calls were kept twice"],
    [answeredOtherwise, "calls were answered in two ways"],
    [unprocessed, "calls were not processed"],
    [different, "subscriptions differ from Microsoft's"],
    [withoutAction, "operations have no action"],
    [doubledActions, "actions stand for no operation of their own"],
  ];
  return counted.filter(([count]) => count !== 0).map(([count, what]) => `Crashes under calls: ${count} ${what}.`);
}
