"use client";

import { useState, useTransition } from "react";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

export interface MadeLinks {
  /** What was made, in the reader's words. */
  readonly told: string;
  readonly file: { readonly name: string; readonly text: string } | null;
}

interface LinkDownloadProps {
  labels: { make: string; making: string; again: string; failed: string };
  makeLinks: () => Promise<MadeLinks>;
}

/**
 * Makes new links and hands them over as a file. Those before are worth nothing by then, so the file stays at hand until
 * the reader leaves the page: a download may fail.
 */
export function LinkDownload({ labels, makeLinks }: LinkDownloadProps): ReactNode {
  const [told, setTold] = useState<{ tone: "success" | "info" | "error"; text: string } | null>(null);
  const [made, setMade] = useState<MadeLinks["file"]>(null);
  const [isMaking, startMaking] = useTransition();
  const make = (): void => {
    setTold(null);
    startMaking(async () => {
      try {
        const { told: text, file } = await makeLinks();
        setMade(file);
        if (file !== null) save(file);
        setTold({ tone: file === null ? "info" : "success", text });
      } catch {
        setTold({ tone: "error", text: labels.failed });
      }
    });
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="flex flex-wrap gap-2">
        <Button onClick={make} disabled={isMaking} aria-busy={isMaking || undefined}>
          {isMaking ? labels.making : labels.make}
        </Button>
        {made === null ? null : (
          <Button variant="outline" onClick={() => save(made)} disabled={isMaking}>
            {labels.again}
          </Button>
        )}
      </div>
      {told === null ? null : <Alert role="status" tone={told.tone} title={told.text} />}
    </div>
  );
}

/** A browser may ask where to put a file, and reads it only then. */
const SAVING_MILLISECONDS = 60_000;

function save({ name, text }: { readonly name: string; readonly text: string }): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), SAVING_MILLISECONDS);
}
