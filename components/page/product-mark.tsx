import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** The product's mark: an open door. */
export function ProductMark({ className }: { className?: string }): ReactNode {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <rect width="32" height="32" rx="8" className="fill-primary" />
      <path d="M9 25V13.5a7 7 0 0 1 14 0V25" fill="none" stroke="#fff" strokeWidth="2.5" strokeLinecap="round" />
      <path d="M13.5 25v-9.8l6 2.6V25" fill="#fff" />
    </svg>
  );
}
