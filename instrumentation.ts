type WorkerModule = typeof import("./lib/worker");

/** Runs once when the server starts, before it takes requests. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { start } = await import("./lib/worker");
    await start();
  }
}

/** Called by Next for every fault that reaches it from a page, a route or a server action. */
export async function onRequestError(...fault: Parameters<WorkerModule["reportRequestError"]>): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { reportRequestError } = await import("./lib/worker");
    reportRequestError(...fault);
  }
}
