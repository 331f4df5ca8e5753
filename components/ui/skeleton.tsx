import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Keeps the place of what is still loading. */
export function Skeleton({ className }: { className?: string }): ReactNode {
  return <div aria-hidden="true" className={cn("h-4 animate-pulse rounded-md bg-accent", className)} />;
}
