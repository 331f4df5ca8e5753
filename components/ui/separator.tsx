import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** A line between two things. */
export function Separator({ className }: { className?: string }): ReactNode {
  return <hr className={cn("border-t", className)} />;
}
