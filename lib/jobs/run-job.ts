import { currentTime } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { log } from "../kernel/log";
import { jobs as jobMetrics } from "../kernel/metrics";
import { PortalError } from "../kernel/errors";
import { redact } from "../kernel/redact";
import type { RegisteredJob } from "./define";
import { endBadly, endWell, fenced, handBack, LeaseLostError, renewLease, type HeldJob } from "./lease";

export type Ending = "done" | "again" | "failed" | "dead" | "returned" | "lost";

/** Why the signal of an attempt was aborted. */
class Hanging extends Error {
  override readonly name = "Hanging";
}
class Stopping extends Error {
  override readonly name = "Stopping";
}

/**
 * One attempt at a job that this process holds: renews the lease while the handler works, ends it when it hangs, and
 * keeps how it went, in the row, the log and the metrics. Whatever the handler throws stays in here.
 * @param stop aborted when the job has to be handed back now.
 * @throws when the database cannot keep the end: the lease runs out then, and the job is taken again.
 */
export async function runJob(base: Context<SystemScope>, job: HeldJob, registered: RegisteredJob | undefined, stop: AbortSignal): Promise<Ending> {
  const started = performance.now();
  const now = (): Context<SystemScope> => ({ ...base, actor: { kind: "job", name: job.kind }, correlationId: job.correlationId, now: currentTime() });
  const ending = await attempt(now, job, registered, stop).catch((error: unknown): Ending => {
    if (error instanceof LeaseLostError) return "lost";
    throw error;
  });
  const seconds = (performance.now() - started) / 1000;
  jobMetrics.observe({ kind: registered ? job.kind : "unknown", outcome: ending }, seconds);
  log[ending === "dead" ? "error" : ending === "failed" || ending === "lost" ? "warn" : "info"](
    { event: "job.ended", kind: job.kind, job: job.id, attempt: job.attempt, outcome: ending, milliseconds: Math.round(seconds * 1000), correlationId: job.correlationId },
    `${job.kind} ${ending}`,
  );
  return ending;
}

async function attempt(now: () => Context<SystemScope>, job: HeldJob, registered: RegisteredJob | undefined, stop: AbortSignal): Promise<Ending> {
  // Not dead at once: while a new version is rolled out, its jobs meet workers that do not know them yet.
  if (!registered) return endBadly(now(), job, `This version of the portal has no code for ${job.kind}.`, { maxFailures: UNKNOWN_MAX_FAILURES });
  // Its workers died with it again and again: it is not tried once more to see whether this one survives.
  if (job.failures >= registered.maxFailures) return endBadly(now(), { ...job, failures: job.failures - 1 }, "Its worker died during each of the last attempts.", { maxFailures: job.failures });
  const handle = registered.prepare(job.input);
  if (!handle) return endBadly(now(), job, "Its input is not what this kind of job asks for.", { maxFailures: 1 });

  const abort = new AbortController();
  const onStop = (): void => abort.abort(new Stopping());
  if (stop.aborted) onStop();
  stop.addEventListener("abort", onStop, { once: true });
  const hang = setTimeout(() => abort.abort(new Hanging()), registered.timeoutSeconds * 1000);
  const renewal = setInterval(() => {
    renewLease(now(), job).catch((error: unknown) => {
      if (error instanceof LeaseLostError) abort.abort(error);
      else log.warn({ event: "job.lease-not-renewed", job: job.id, err: error }, "a lease could not be renewed");
    });
  }, (job.leaseSeconds * 1000) / 3);
  try {
    const ctx = { ...now(), signal: abort.signal, attempt: job.attempt, createdAt: job.createdAt, fenced: <T>(work: Parameters<typeof fenced<T>>[3]) => fenced<T>(now(), job, {}, work) };
    const result = await Promise.race([handle(ctx), untilAborted(abort.signal)]);
    await endWell(now(), job, result);
    return result.kind;
  } catch (error) {
    if (error instanceof LeaseLostError) throw error;
    const reason: unknown = abort.signal.aborted ? abort.signal.reason : error;
    if (reason instanceof LeaseLostError) throw reason;
    if (reason instanceof Stopping) {
      await handBack(now(), job);
      return "returned";
    }
    return await endBadly(now(), job, reason instanceof Hanging ? `It did not end within ${registered.timeoutSeconds} seconds.` : wordsOf(reason), registered);
  } finally {
    clearTimeout(hang);
    clearInterval(renewal);
    stop.removeEventListener("abort", onStop);
  }
}

const UNKNOWN_MAX_FAILURES = 20;

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason instanceof Error ? signal.reason : new Stopping());
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}

/** What of an error is kept in the row, where the staff reads it: our own words, or the bug's name and message. */
function wordsOf(error: unknown): string {
  if (error instanceof PortalError) return error.message;
  return error instanceof Error ? `${error.name}: ${String(redact(error.message))}` : "It threw something that is no error.";
}
