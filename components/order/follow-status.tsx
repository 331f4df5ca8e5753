"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { useLooks } from "@/components/page/use-looks";
import type { Progress } from "@/lib/activations/policy";

const PACE = { firstSeconds: 2, growth: 1.5, longestSeconds: 15 };
const SLOW_AFTER_SECONDS = 90;

interface FollowStatusProps {
  /** One look; null when the session has ended. */
  follow: () => Promise<{ progress: Progress } | null>;
  /** What the page shows now. */
  progress: Progress;
  live: string;
  slow: string;
}

/** Looks again and again, ever more seldom, and shows the page anew as soon as something has changed. */
export function FollowStatus({ follow, progress, live, slow }: FollowStatusProps): ReactNode {
  const router = useRouter();
  const [isSlow, setSlow] = useState(false);

  useLooks(
    follow,
    (answer, waitedSeconds) => {
      setSlow(waitedSeconds > SLOW_AFTER_SECONDS);
      if (answer === undefined || answer?.progress === progress) return true;
      router.refresh();
      return false;
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
