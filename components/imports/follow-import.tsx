"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import type { ReactNode } from "react";
import { useLooks } from "@/components/page/use-looks";

export interface ImportStanding {
  readonly isOver: boolean;
  readonly processed: number;
  readonly ready: number;
  /** The numbers in the reader's words. */
  readonly told: string;
}

interface FollowImportProps {
  first: ImportStanding;
  /** One look; null when the session has ended. */
  follow: () => Promise<ImportStanding | null>;
  /** Names the bar. */
  label: string;
}

const PACE = { firstSeconds: 1.5, growth: 1, longestSeconds: 1.5 };

/** How far the work on a file is: looks again and again, and shows the page anew when it is over. */
export function FollowImport({ first, follow, label }: FollowImportProps): ReactNode {
  const router = useRouter();
  const [{ processed, ready, told }, setStanding] = useState(first);

  useLooks(
    follow,
    (standing) => {
      if (standing) setStanding(standing);
      if (standing !== null && !standing?.isOver) return true;
      router.refresh();
      return false;
    },
    PACE,
  );

  return (
    <div className="flex flex-col gap-2">
      <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={ready} aria-valuenow={processed} aria-valuetext={told} className="h-2 overflow-hidden rounded-full bg-muted">
        <div className="h-full bg-primary transition-[width]" style={{ width: `${Math.min(100, (100 * processed) / Math.max(1, ready))}%` }} />
      </div>
      <p className="tabular-nums">{told}</p>
    </div>
  );
}
