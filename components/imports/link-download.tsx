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
  labels: { make: string; making: string; failed: string };
  makeLinks: () => Promise<MadeLinks>;
}

/** Makes new links and hands them over as a file, which this page forgets at once. */
export function LinkDownload({ labels, makeLinks }: LinkDownloadProps): ReactNode {
  const [told, setTold] = useState<{ tone: "success" | "info" | "error"; text: string } | null>(null);
  const [isMaking, startMaking] = useTransition();
  const make = (): void => {
    setTold(null);
    startMaking(async () => {
      try {
        const { told: text, file } = await makeLinks();
        if (file !== null) save(file);
        setTold({ tone: file === null ? "info" : "success", text });
      } catch {
        setTold({ tone: "error", text: labels.failed });
      }
    });
  };
  return (
    <div className="flex flex-col items-start gap-3">
      <Button onClick={make} disabled={isMaking} aria-busy={isMaking || undefined}>
        {isMaking ? labels.making : labels.make}
      </Button>
      {told === null ? null : <Alert role="status" tone={told.tone} title={told.text} />}
    </div>
  );
}

function save({ name, text }: { readonly name: string; readonly text: string }): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}
