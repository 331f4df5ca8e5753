import { TooManyRequestsError } from "../kernel/errors";

/** The right to write one of the few files that a publisher may have written at the same time. */
export interface ExportPlace {
  /** Its client goes on reading. */
  keep(): void;
  /** It is over, however it ended. */
  leave(): void;
}

export const EXPORTS_AT_ONCE = 2;

/** A file that nobody reads costs nothing and may never end: its place is another one's after that, until its client goes on. */
const KEPT_UNREAD_MILLISECONDS = 60_000;
const RETRY_AFTER_SECONDS = 15;

interface Held {
  readAt: number;
}

declare global {
  /** Next.js instantiates a module several times in one process; they count together (docs/decisions/011). */
  var portalExports: Map<number, Set<Held>> | undefined;
}

/**
 * For a file of a whole log, each of which keeps the database as busy as it can.
 * @throws TooManyRequestsError while the publisher has as many as it may.
 */
export function takeExportPlace(publisherId: number): ExportPlace {
  const all = (globalThis.portalExports ??= new Map<number, Set<Held>>());
  const held = all.get(publisherId) ?? new Set();
  for (const each of held) if (performance.now() - each.readAt >= KEPT_UNREAD_MILLISECONDS) held.delete(each);
  if (held.size >= EXPORTS_AT_ONCE) {
    throw new TooManyRequestsError(
      RETRY_AFTER_SECONDS,
      `A publisher's log is written into ${EXPORTS_AT_ONCE} files at a time, because each takes all of it from the database. Wait until one of them is complete, or end it.`,
      `${EXPORTS_AT_ONCE} files of this log are being downloaded already.`,
    );
  }
  const mine: Held = { readAt: performance.now() };
  held.add(mine);
  all.set(publisherId, held);
  return {
    keep: () => {
      mine.readAt = performance.now();
      held.add(mine);
    },
    leave: () => {
      held.delete(mine);
      if (held.size === 0 && all.get(publisherId) === held) all.delete(publisherId);
    },
  };
}
