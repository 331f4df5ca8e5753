"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";

const FIRST_SECONDS = 1.5;
const LONGEST_SECONDS = 15;
const SLOW_AFTER_SECONDS = 60;

interface FollowChangeProps {
  /** How far it is; null when the session has ended. */
  follow: () => Promise<{ state: string } | null>;
  /** What the page shows now. */
  state: string;
  live: string;
  slow: string;
}

/** Looks again and again, ever more seldom, and shows the page anew as soon as something has changed. */
export function FollowChange({ follow, state, live, slow }: FollowChangeProps): ReactNode {
  const router = useRouter();
  const [isSlow, setSlow] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const started = Date.now();
    const look = async (seconds: number): Promise<void> => {
      // A failed look is one that did not happen: the next one comes.
      const answer = await follow().catch(() => ({ state }));
      if (stopped) return;
      if (answer?.state !== state) {
        router.refresh();
        if (answer === null) return;
      }
      setSlow(Date.now() - started > SLOW_AFTER_SECONDS * 1000);
      timer = setTimeout(() => void look(Math.min(seconds * 1.3, LONGEST_SECONDS)), seconds * 1000);
    };
    timer = setTimeout(() => void look(FIRST_SECONDS), FIRST_SECONDS * 1000);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [follow, router, state]);

  return (
    <span role="status">
      {live}
      {isSlow ? <span className="mt-1 block">{slow}</span> : null}
    </span>
  );
}
