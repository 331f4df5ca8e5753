import { useEffect, useEffectEvent } from "react";

export interface Pace {
  readonly firstSeconds: number;
  /** Each pause is so many times the one before, up to the longest. */
  readonly growth: number;
  readonly longestSeconds: number;
}

/**
 * Looks again and again, ever more seldom, while somebody waits at a page.
 * @param look one look; one that fails did not happen, and the next one comes.
 * @param seen what it saw (undefined: it failed), and for how many seconds the page has waited; false: enough is seen.
 */
export function useLooks<Seen>(look: () => Promise<Seen>, seen: (answer: Seen | undefined, waitedSeconds: number) => boolean, { firstSeconds, growth, longestSeconds }: Pace): void {
  const goesOn = useEffectEvent(seen);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const started = Date.now();
    const lookIn = (seconds: number): void => {
      timer = setTimeout(() => void lookNow(Math.min(seconds * growth, longestSeconds)), seconds * 1000);
    };
    const lookNow = async (pause: number): Promise<void> => {
      const answer = await look().catch(() => undefined);
      if (!stopped && goesOn(answer, (Date.now() - started) / 1000)) lookIn(pause);
    };
    lookIn(firstSeconds);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [look, firstSeconds, growth, longestSeconds]);
}
