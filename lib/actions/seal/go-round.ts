/** When a round ends before everything is done. */
export interface RoundLimits {
  readonly signal: AbortSignal;
  /** After so many batches after which there was more; without end where it is not said. */
  readonly mostBatches?: number;
}

/**
 * Takes one batch of each, and again of those that have more, so that nobody waits until another one's thousands are done.
 * @param takeBatch returns whether there is more.
 * @returns whether everything is done.
 */
export async function goRound<T>(all: readonly T[], takeBatch: (each: T) => Promise<boolean>, { signal, mostBatches = Infinity }: RoundLimits): Promise<boolean> {
  const waiting = [...all];
  for (let left = mostBatches; ; ) {
    const next = waiting.shift();
    if (next === undefined) return true;
    if (left === 0 || signal.aborted) return false;
    if (!(await takeBatch(next))) continue;
    waiting.push(next);
    left -= 1;
  }
}
