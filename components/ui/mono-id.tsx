import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import type { CopyLabels } from "@/components/ui/copy-button";

interface MonoIdProps {
  value: string;
  copyLabels?: CopyLabels;
  className?: string;
}

const TAIL = 6;

/** An id to compare and to copy; where room is short its middle is left out, because its ends tell it apart. */
export function MonoId({ value, copyLabels, className }: MonoIdProps): ReactNode {
  const split = Math.max(0, value.length - TAIL);
  return (
    <span className={cn("inline-flex max-w-full min-w-0 items-center gap-0.5 align-middle", className)}>
      <span className="flex min-w-0 font-mono text-[0.8125rem]" title={value}>
        <span className="truncate">{value.slice(0, split)}</span>
        <span className="shrink-0">{value.slice(split)}</span>
      </span>
      <CopyButton value={value} labels={copyLabels} />
    </span>
  );
}
