import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface LinkTab {
  href: string;
  label: ReactNode;
  count?: number;
  current: boolean;
}

/** Views of one thing, each with a URL of its own. */
export function LinkTabs({ label, tabs }: { label: string; tabs: LinkTab[] }): ReactNode {
  return (
    <nav aria-label={label} className="flex gap-4 overflow-x-auto border-b">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          aria-current={tab.current ? "page" : undefined}
          className={cn(
            "-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 text-sm font-medium focus-visible:outline-offset-[-2px]",
            tab.current ? "border-primary" : "border-transparent text-muted-foreground hover:text-foreground",
          )}
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className="rounded-md bg-accent px-1.5 text-xs text-accent-foreground">{tab.count}</span>
          )}
        </Link>
      ))}
    </nav>
  );
}
