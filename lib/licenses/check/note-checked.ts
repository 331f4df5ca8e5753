import { database } from "../../db/client";
import { addSeconds } from "../../kernel/clock";
import { log } from "../../kernel/log";

const WRITTEN_EVERY_SECONDS = 3600;
/** How long notes are gathered, which is also how much a crash loses. */
const GATHERED_MILLISECONDS = 5_000;
/** A note that finds no room is made by the next check. */
const MOST_GATHERED = 20_000;
/** Written by one statement: everybody else waits as long. */
const AT_ONCE = 500;

interface Notes {
  readonly gathered: Map<string, Date>;
  /** While something waits to be written. */
  timer: NodeJS.Timeout | null;
}

declare global {
  /** Next.js instantiates a module several times in one process; all of them are written together, and at its end. */
  var portalLicenseChecks: Notes | undefined;
}

function notes(): Notes {
  return (globalThis.portalLicenseChecks ??= { gathered: new Map(), timer: null });
}

/**
 * Remembers that somebody asked about a license, to be written later and together with others, at most once an hour for each.
 * @param license as the database has it.
 */
export function noteChecked(license: { readonly id: string; readonly lastCheckedAt: Date | null }, now: Date): void {
  if (license.lastCheckedAt !== null && license.lastCheckedAt > addSeconds(now, -WRITTEN_EVERY_SECONDS)) return;
  const { gathered } = notes();
  if (gathered.size >= MOST_GATHERED || gathered.has(license.id)) return;
  gathered.set(license.id, now);
  notes().timer ??= setTimeout(() => void writeChecked(), GATHERED_MILLISECONDS).unref();
}

/** Writes what was noted. A note that cannot be written is lost: the next check makes it again. */
export async function writeChecked(): Promise<void> {
  const { gathered, timer } = notes();
  if (timer !== null) clearTimeout(timer);
  notes().timer = null;
  const all = [...gathered];
  gathered.clear();
  for (let first = 0; first < all.length; first += AT_ONCE) await writeTogether(all.slice(first, first + AT_ONCE));
}

async function writeTogether(some: readonly (readonly [id: string, at: Date])[]): Promise<void> {
  const newest = new Date(Math.max(...some.map(([, at]) => at.getTime())));
  const due = addSeconds(newest, -WRITTEN_EVERY_SECONDS);
  try {
    await database().subscriptionUser.updateMany({
      where: { id: { in: some.map(([id]) => id) }, OR: [{ lastCheckedAt: null }, { lastCheckedAt: { lte: due } }] },
      data: { lastCheckedAt: newest },
    });
  } catch (error) {
    log.warn({ event: "licenses.check-not-noted", licenses: some.length, err: error }, "when licenses were last asked for could not be written");
  }
}
