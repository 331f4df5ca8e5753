"use client";

import { Tabs as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** Views of one thing that change without a page; where the URL should tell, use `LinkTabs`. */
export function Tabs({ className, ...props }: ComponentProps<typeof Radix.Root>): ReactNode {
  return <Radix.Root className={cn("flex flex-col gap-4", className)} {...props} />;
}

/** The row of tabs. */
export function TabsList({ className, ...props }: ComponentProps<typeof Radix.List>): ReactNode {
  return <Radix.List className={cn("flex gap-4 overflow-x-auto border-b", className)} {...props} />;
}

/** One tab. */
export function TabsTrigger({ className, ...props }: ComponentProps<typeof Radix.Trigger>): ReactNode {
  return (
    <Radix.Trigger
      className={cn(
        "-mb-px h-9 shrink-0 border-b-2 border-transparent text-sm font-medium text-muted-foreground hover:text-foreground focus-visible:outline-offset-[-2px]",
        "data-[state=active]:border-primary data-[state=active]:text-foreground",
        className,
      )}
      {...props}
    />
  );
}

/** What a tab shows. */
export const TabsContent = Radix.Content;
