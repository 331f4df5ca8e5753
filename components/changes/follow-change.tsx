"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { useLooks } from "@/components/page/use-looks";

const PACE = { firstSeconds: 1.5, growth: 1.3, longestSeconds: 15 };
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

  useLooks(
    follow,
    (answer, waitedSeconds) => {
      setSlow(waitedSeconds > SLOW_AFTER_SECONDS);
      if (answer === undefined || answer?.state === state) return true;
      router.refresh();
      return answer !== null;
    },
    PACE,
  );

  return (
    <span role="status">
      {live}
      {isSlow ? <span className="mt-1 block">{slow}</span> : null}
    </span>
  );
}
