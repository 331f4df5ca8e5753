import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Look that input and select share. Phones zoom into text below 16 px, hence the larger size there. */
export const controlClasses = [
  "h-control w-full min-w-0 rounded-md border border-input bg-card px-2.5 text-base shadow-xs sm:text-sm",
  "placeholder:text-muted-foreground focus-visible:border-ring focus-visible:outline-offset-0",
  "disabled:cursor-not-allowed disabled:bg-muted disabled:text-muted-foreground",
  "aria-invalid:border-destructive-text aria-invalid:focus-visible:outline-destructive-text",
];

/** One line of text. */
export function Input({ className, type = "text", ...props }: ComponentProps<"input">): ReactNode {
  return <input type={type} className={cn(controlClasses, className)} {...props} />;
}
