import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Facts about one thing, as terms and values. */
export function DescriptionList({ className, children }: { className?: string; children: ReactNode }): ReactNode {
  return <dl className={cn("divide-y text-sm", className)}>{children}</dl>;
}

interface DescriptionProps {
  term: ReactNode;
  children: ReactNode;
}

/** One fact: side by side where there is room, else below one another. */
export function Description({ term, children }: DescriptionProps): ReactNode {
  return (
    <div className="grid min-w-0 gap-x-4 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[minmax(8rem,12rem)_minmax(0,1fr)]">
      <dt className="text-muted-foreground">{term}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
