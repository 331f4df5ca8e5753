import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";

/** An address to be typed in elsewhere: in full, because it is compared with what stands there. */
export function Address({ value }: { value: string }): ReactNode {
  return (
    <span className="flex items-start gap-0.5">
      <span className="min-w-0 py-0.5 font-mono text-[0.8125rem] break-all">{value}</span>
      <CopyButton value={value} />
    </span>
  );
}
