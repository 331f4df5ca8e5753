import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface SpinnerProps {
  className?: string;
  /** Announced to screen readers; without it the spinner is decoration. */
  label?: string;
}

/** Something is under way. */
export function Spinner({ className, label }: SpinnerProps): ReactNode {
  const circle = (
    <svg viewBox="0 0 16 16" fill="none" aria-hidden="true" className={cn("size-4 shrink-0 animate-spin", className)}>
      <circle cx="8" cy="8" r="6.25" stroke="currentColor" strokeWidth="1.75" opacity="0.25" />
      <path d="M8 1.75A6.25 6.25 0 0 1 14.25 8" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
    </svg>
  );
  if (!label) return circle;
  return (
    <span role="status" className="inline-flex">
      {circle}
      <span className="sr-only">{label}</span>
    </span>
  );
}
