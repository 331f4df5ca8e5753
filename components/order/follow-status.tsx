"use client";

import { useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { useLooks } from "@/components/page/use-looks";

const PENDING = ["PendingFulfillmentStart", "NotStarted"];
const PACE = { firstSeconds: 2, growth: 1.5, longestSeconds: 15 };
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

  useLooks(
    follow,
    (answer, waitedSeconds) => {
      setSlow(waitedSeconds > SLOW_AFTER_SECONDS);
      if (answer === undefined || (answer !== null && PENDING.includes(answer.status))) return true;
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
