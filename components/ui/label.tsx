import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Names a control. */
export function Label({ className, ...props }: ComponentProps<"label">): ReactNode {
  return <label className={cn("block text-sm font-medium", className)} {...props} />;
}
