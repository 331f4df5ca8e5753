import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { controlClasses } from "@/components/ui/input";

/** Several lines of text. */
export function Textarea({ className, rows = 4, ...props }: ComponentProps<"textarea">): ReactNode {
  return <textarea rows={rows} className={cn(controlClasses, "h-auto py-1.5 leading-5", className)} {...props} />;
}
