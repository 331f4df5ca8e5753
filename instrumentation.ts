/** Runs once when the server starts, before it takes requests. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { start } = await import("./lib/worker");
  await start();
}

export { reportRequestError as onRequestError } from "./lib/worker";
