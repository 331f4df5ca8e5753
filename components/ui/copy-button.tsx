"use client";

import { useEffect, useState } from "react";
import type { ReactNode } from "react";

export interface CopyLabels {
  copy: string;
  copied: string;
  failed: string;
}

interface CopyButtonProps {
  value: string;
  /** What the value is, where it is too long to be read out. */
  name?: string;
  labels?: CopyLabels;
}

const ENGLISH: CopyLabels = { copy: "Copy", copied: "Copied", failed: "Copying failed: select the text instead" };

const paths = {
  copy: "M9 9h10v10H9zM5 15V5h10",
  copied: "m5 12.5 4.5 4.5L19 7.5",
  failed: "m7 7 10 10M17 7 7 17",
};

/** Puts a value on the clipboard and says so. */
export function CopyButton({ value, name = value, labels = ENGLISH }: CopyButtonProps): ReactNode {
  const [state, setState] = useState<keyof CopyLabels>("copy");

  useEffect(() => {
    if (state === "copy") return;
    const timer = setTimeout(() => setState("copy"), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async (): Promise<void> => {
    try {
      // Absent where the page is served over plain HTTP, which the catch covers too.
      await navigator.clipboard.writeText(value);
      setState("copied");
    } catch {
      setState("failed");
    }
  };

  return (
    <>
      <button
        type="button"
        onClick={copy}
        title={labels[state]}
        aria-label={`${labels.copy} ${name}`}
        className="inline-grid size-6 shrink-0 place-items-center rounded-sm text-muted-foreground hover:bg-accent hover:text-foreground pointer-coarse:size-8"
      >
        <svg
          viewBox="0 0 24 24"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden="true"
          className={state === "copied" ? "size-3.5 text-success-text" : "size-3.5"}
        >
          <path d={paths[state]} />
        </svg>
      </button>
      <span role="status" className="sr-only">
        {state === "copy" ? "" : labels[state]}
      </span>
    </>
  );
}
