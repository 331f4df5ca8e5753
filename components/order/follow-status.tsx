"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState, type ReactNode } from "react";

const PENDING = ["PendingFulfillmentStart", "NotStarted"];
const FIRST_SECONDS = 2;
const LONGEST_SECONDS = 15;
const SLOW_AFTER_SECONDS = 90;

interface FollowStatusProps {
  /** One look at Microsoft; null when the session has ended. */
  follow: () => Promise<{ status: string } | null>;
  live: string;
  slow: string;
}

/** Looks again and again, ever more seldom, and shows the page anew as soon as something has changed. */
export function FollowStatus({ follow, live, slow }: FollowStatusProps): ReactNode {
  const router = useRouter();
  const [isSlow, setSlow] = useState(false);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stopped = false;
    const started = Date.now();
    const look = async (seconds: number): Promise<void> => {
      // A failed look is one that did not happen: the next one comes.
      const answer = await follow().catch(() => ({ status: "PendingFulfillmentStart" }));
      if (stopped) return;
      if (answer === null || !PENDING.includes(answer.status)) {
        router.refresh();
        return;
      }
      setSlow(Date.now() - started > SLOW_AFTER_SECONDS * 1000);
      timer = setTimeout(() => void look(Math.min(seconds * 1.5, LONGEST_SECONDS)), seconds * 1000);
    };
    timer = setTimeout(() => void look(FIRST_SECONDS), FIRST_SECONDS * 1000);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [follow, router]);

  return (
    <span role="status">
      {live}
      {isSlow ? <span className="mt-1 block">{slow}</span> : null}
    </span>
  );
}
