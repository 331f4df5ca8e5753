import { spawn } from "node:child_process";

export interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as an operator does: as a program of its own. */
export function runPortal(args: readonly string[], variables: Readonly<Record<string, string | undefined>>): Promise<Told> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--import", "tsx", "scripts/portal.ts", ...args], { env: { ...process.env, ...variables } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
