import { SetupError } from "../setup/setup-error.mjs";
import { median } from "./figures";
import { ACTIONS, grouped } from "./names";
import { METRICS_TOKEN, type World } from "./world";

/** One export of the whole action log, and the portal's memory meanwhile. */
export interface ExportReport {
  readonly format: "CSV" | "NDJSON";
  readonly rows: number;
  readonly megabytes: number;
  readonly seconds: number;
  /** By how much the memory of the portal's process was at most off its median. */
  readonly megabytesOff: number;
  /** The longest that somebody else waited for an answer meanwhile. */
  readonly longestWaitMilliseconds: number;
}

const MEGABYTE = 1024 * 1024;
const LOOK_MILLISECONDS = 250;
const LINE_FEED = 10;

/** Downloads everything twice in each format; the first time makes what the process keeps for good. */
export async function exportReports({ origin, actions, memberCookie }: World): Promise<ExportReport[]> {
  const reports: ExportReport[] = [];
  for (const format of ["CSV", "NDJSON"] as const) {
    const url = `${origin}/publisher/${actions?.large.key ?? ""}/actions/export?format=${format.toLowerCase()}`;
    await download(url, memberCookie);
    const over = new AbortController();
    const [watched, { bytes, lines, seconds }] = await Promise.all([watchMemory(origin, over.signal), download(url, memberCookie).finally(() => over.abort())]);
    reports.push({ format, rows: format === "CSV" ? lines - 1 : lines, megabytes: bytes / MEGABYTE, seconds, megabytesOff: mostOff(watched.megabytes), longestWaitMilliseconds: Math.max(...watched.waits) });
  }
  return reports;
}

export function faultsOfExports(reports: readonly ExportReport[]): string[] {
  return reports.filter(({ rows }) => rows !== ACTIONS).map(({ format, rows }) => `The export as ${format} has ${grouped(rows)} rows instead of ${grouped(ACTIONS)}.`);
}

/** By how much the one that is the furthest off differs from the median. */
export function mostOff(numbers: readonly number[]): number {
  const middle = median(numbers);
  return Math.max(...numbers.map((number) => Math.abs(number - middle)));
}

async function download(url: string, cookie: string): Promise<{ bytes: number; lines: number; seconds: number }> {
  const since = performance.now();
  const response = await fetch(url, { headers: { cookie }, redirect: "manual" });
  if (response.status !== 200 || response.body === null) throw new SetupError(`The export answers ${response.status}: nothing is measured.`);
  let [bytes, lines] = [0, 0];
  for await (const chunk of response.body) {
    bytes += chunk.length;
    for (const byte of chunk) if (byte === LINE_FEED) lines += 1;
  }
  return { bytes, lines, seconds: (performance.now() - since) / 1000 };
}

/** Looks at it again and again until it is told to stop, as one of many who want something of the portal. */
async function watchMemory(origin: string, signal: AbortSignal): Promise<{ megabytes: number[]; waits: number[] }> {
  const [megabytes, waits]: [number[], number[]] = [[], []];
  while (!signal.aborted) {
    // A connection of its own each time: one that is kept may be closed just when it is used again.
    const since = performance.now();
    const response = await fetch(`${origin}/api/metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}`, connection: "close" } });
    megabytes.push(residentMegabytes(await response.text()));
    waits.push(performance.now() - since);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  return { megabytes, waits };
}

/** Out of what Prometheus reads. */
export function residentMegabytes(metrics: string): number {
  const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(metrics)?.[1];
  if (bytes === undefined) throw new SetupError("The portal does not say how much memory it takes: nothing is measured.");
  return Number(bytes) / MEGABYTE;
}
