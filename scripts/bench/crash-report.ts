import { z } from "zod";
import { run } from "../setup/child-processes.mjs";

const schema = z.object({
  jobs: z.number(),
  kills: z.number(),
  done: z.number(),
  lostEffects: z.number(),
  doubledEffects: z.number(),
  withoutCall: z.number(),
  withoutTrace: z.number(),
  cutOff: z.number(),
});
export type CrashReport = z.infer<typeof schema>;

/** A worker that is killed again and again while it does its jobs, in a process of its own. */
export async function crashReport(root: string, variables: Readonly<Record<string, string>>): Promise<CrashReport> {
  const env = withoutSignIn(variables);
  const output = await run("The crash run", process.execPath, ["--import", "tsx", "scripts/bench/crash-testing.ts"], { cwd: root, env });
  return schema.parse(JSON.parse(output));
}

/** What no crash may do. */
export function faultsOfCrash({ jobs, done, lostEffects, doubledEffects, withoutCall, withoutTrace }: CrashReport): string[] {
  const counted: [number, string][] = [
    [jobs - done, "jobs were not done"],
    [lostEffects, "effects were lost"],
    [doubledEffects, "effects happened twice"],
    [withoutCall, "jobs never made their call"],
    [withoutTrace, "jobs left no whole trace"],
  ];
  return counted.filter(([count]) => count !== 0).map(([count, what]) => `Crashes: ${count} ${what}.`);
}

/** For what runs without a Microsoft beside it. */
export function withoutSignIn(variables: Readonly<Record<string, string>>): Record<string, string> {
  return { ...variables, ENTRA_CLIENT_ID: "nobody-signs-in", ENTRA_CLIENT_SECRET: "nobody-signs-in" };
}
