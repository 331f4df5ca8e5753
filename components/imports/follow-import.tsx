"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";

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

const PAUSE_MILLISECONDS = 1_500;

/** How far the work on a file is: looks again and again, and shows the page anew when it is over. */
export function FollowImport({ first, follow, label }: FollowImportProps): ReactNode {
  const router = useRouter();
  const [{ processed, ready, told }, setStanding] = useState(first);

  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      // A failed look is one that did not happen: the next one comes.
      const standing = await follow().catch(() => undefined);
      if (stopped) return;
      if (standing) setStanding(standing);
      if (standing === null || standing?.isOver) router.refresh();
      else timer = setTimeout(() => void look(), PAUSE_MILLISECONDS);
    };
    timer = setTimeout(() => void look(), PAUSE_MILLISECONDS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [follow, router]);

  return (
    <div className="flex flex-col gap-2">
      <div role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={ready} aria-valuenow={processed} aria-valuetext={told} className="h-2 overflow-hidden rounded-full bg-muted">
        <div className="h-full bg-primary transition-[width]" style={{ width: `${Math.min(100, (100 * processed) / Math.max(1, ready))}%` }} />
      </div>
      <p className="tabular-nums">{told}</p>
    </div>
  );
}
