import { currentTime } from "../kernel/clock";
import { PortalError } from "../kernel/errors";
import { log } from "../kernel/log";

const FRESH_MS = 24 * 3600_000;
const USABLE_MS = 2 * FRESH_MS;
const PAUSE_MS = 60_000;
const FIRST_PAUSE_MS = 1_000;

interface Keyed {
  readonly keys: readonly { readonly kid: string }[];
}

/** What is known of one address. Kept by who asks, because each decides how many it keeps. */
export interface Entry<T extends Keyed> {
  value?: { readonly metadata: T; readonly fetchedAt: number };
  pending?: Promise<T>;
  /** When a key that was not known was last looked for. */
  searchedAt: number;
  /** Whether the log has it that unknown keys are not looked for since then. */
  pauseLogged: boolean;
  /** After a failure nobody asks again before. */
  retryAt: number;
  failures: number;
}

/** An entry of which nothing is known yet. */
export function newEntry<T extends Keyed>(): Entry<T> {
  return { searchedAt: 0, pauseLogged: false, retryAt: 0, failures: 0 };
}

/** Whether keys were fetched less than two days ago. */
export function isUsable<T extends Keyed>(entry: Entry<T>): boolean {
  return valueOf(entry) !== undefined;
}

/**
 * The metadata of an entry, fetched where it must be. Nobody waits while usable keys are there: after a day they are
 * fetched anew in the background, and after a failure not again for a minute. Only a key that is not among them is waited for, and
 * looked for at most once a minute.
 * @returns keys among which the wanted one is not, where they were fetched since it was asked for: there is none such.
 * @throws PortalError `upstream-unavailable` when nothing usable is known, or the wanted key could not be looked for, because that
 *   failed or is too early: nobody knows then whether it is genuine.
 */
export async function keptOrFetched<T extends Keyed>(entry: Entry<T>, fetchNow: () => Promise<T>, wantedKid?: string): Promise<T> {
  const value = valueOf(entry);
  if (value === undefined) return refresh(entry, fetchNow);
  if (wantedKid === undefined || value.metadata.keys.some(({ kid }) => kid === wantedKid)) {
    // The failure is logged and remembered where it happens; who asked has what they need.
    if (now() - value.fetchedAt >= FRESH_MS && mayAsk(entry)) refresh(entry, fetchNow).catch(() => undefined);
    return value.metadata;
  }
  // A search that is under way is joined; one that may not begin is refused by refresh(), and does not count.
  const searches = entry.pending === undefined && mayAsk(entry);
  if (searches && now() - entry.searchedAt < PAUSE_MS) throw tooEarly(entry);
  if (searches) {
    entry.searchedAt = now();
    entry.pauseLogged = false;
  }
  return refresh(entry, fetchNow);
}

/** Anybody can have a key looked for that there is not. Whoever comes next with one that is new must not be taken for a forger. */
function tooEarly<T extends Keyed>(entry: Entry<T>): PortalError {
  if (!entry.pauseLogged) log.warn({ event: "entra.unknown-key", pauseSeconds: PAUSE_MS / 1000 }, "A key was asked for that is not known, and others were looked for less than a minute ago: nobody can tell whether it is genuine");
  entry.pauseLogged = true;
  return new PortalError(
    "upstream-unavailable",
    {
      what: "Nobody can tell yet whether this comes from Microsoft.",
      why: "Its signing key is not known, and Microsoft was asked for new ones less than a minute ago.",
      todo: "Try again in a minute.",
    },
    { isLogged: true },
  );
}

function now(): number {
  return currentTime().getTime();
}

function valueOf<T extends Keyed>({ value }: Entry<T>): Entry<T>["value"] {
  return value !== undefined && now() - value.fetchedAt < USABLE_MS ? value : undefined;
}

function mayAsk<T extends Keyed>(entry: Entry<T>): boolean {
  return now() >= entry.retryAt;
}

/** One attempt for all who ask meanwhile. */
function refresh<T extends Keyed>(entry: Entry<T>, fetchNow: () => Promise<T>): Promise<T> {
  if (entry.pending === undefined && !mayAsk(entry)) return Promise.reject(unavailable(new Error("The last attempt failed a moment ago."), true));
  return (entry.pending ??= attempt(entry, fetchNow).finally(() => {
    delete entry.pending;
  }));
}

async function attempt<T extends Keyed>(entry: Entry<T>, fetchNow: () => Promise<T>): Promise<T> {
  const fetchedAt = now();
  try {
    const metadata = await fetchNow();
    entry.value = { metadata, fetchedAt };
    entry.failures = 0;
    return metadata;
  } catch (cause) {
    const usable = isUsable(entry);
    // Without keys the way back is to be short, and yet nobody shall make us ask all the time.
    entry.retryAt = now() + (usable ? PAUSE_MS : Math.min(PAUSE_MS, FIRST_PAUSE_MS * 2 ** entry.failures));
    entry.failures += 1;
    log.warn({ event: "entra.metadata-failed", usable, err: cause }, usable ? "Entra's metadata cannot be fetched; the last good keys stay in use" : "Entra's metadata cannot be fetched, and no usable keys are known");
    throw unavailable(cause);
  }
}

function unavailable(cause: unknown, isLogged = false): PortalError {
  return new PortalError(
    "upstream-unavailable",
    {
      what: "Microsoft's sign-in service cannot be reached.",
      why: "Its description and signing keys could not be fetched.",
      todo: "Try again in a minute. If it stays, the operator should check ENTRA_AUTHORITY and the network.",
    },
    { cause, isLogged },
  );
}
