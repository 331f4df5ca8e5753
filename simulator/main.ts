import { readSettings } from "./env";
import { startSimulator } from "./server";

/** Starts the simulator as a program of its own; stops at once when told to. */
try {
  const { url } = await startSimulator(readSettings(process.env));
  process.stdout.write(`simulator ready on ${url}\n`);
} catch (error) {
  const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  process.stderr.write(`${inUse ? `Port ${process.env.SIMULATOR_PORT ?? "3900"} is in use: set SIMULATOR_PORT to another one.` : error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(0));
