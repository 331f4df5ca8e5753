import type { ReactNode } from "react";

/** How many wait behind a link of the navigation; `meaning` says to screen readers of what. */
export function CountBadge({ count, meaning }: { count: number; meaning: string }): ReactNode {
  return (
    <span className="rounded-md bg-warning-soft px-1.5 text-xs font-medium text-warning-text">
      {count}
      <span className="sr-only"> {meaning}</span>
    </span>
  );
}
