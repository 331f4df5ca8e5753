import { spawn } from "node:child_process";

export interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Bundled by bundle-for-tests.mjs, as in the container. */
const BUNDLED = ["node_modules/.cache/portal-tests/portal.mjs"];
/** As `npm run portal` starts it. */
export const SOURCES = ["--import", "tsx", "scripts/portal.ts"];

/** Runs the command line as an operator does: as a program of its own. */
export function runPortal(args: readonly string[], variables: Readonly<Record<string, string | undefined>>, program: readonly string[] = BUNDLED): Promise<Told> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...program, ...args], { env: { ...process.env, ...variables } });
    let [out, err] = ["", ""];
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("close", (code) => resolve({ code, out, err }));
  });
}
