import type { ReactNode } from "react";

/** Where the skip link leads. */
export const MAIN_ID = "main";

/** First stop of the keyboard: past the navigation. */
export function SkipLink({ children }: { children: ReactNode }): ReactNode {
  return (
    <a
      href={`#${MAIN_ID}`}
      className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-sm font-medium text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      {children}
    </a>
  );
}
