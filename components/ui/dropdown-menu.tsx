"use client";

import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** A menu that opens from a button; holds a trigger and a content. The page behind stays readable and scrolls. */
export function DropdownMenu(props: ComponentProps<typeof Radix.Root>): ReactNode {
  return <Radix.Root modal={false} {...props} />;
}

/** Opens the menu; use with `asChild` around a button. */
export const DropdownMenuTrigger = Radix.Trigger;

/** The menu's panel. */
export function DropdownMenuContent({ className, align = "end", sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>): ReactNode {
  return (
    <Radix.Portal>
      <Radix.Content
        align={align}
        sideOffset={sideOffset}
        collisionPadding={8}
        className={cn(
          "z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-44 animate-pop-in overflow-y-auto rounded-lg bg-popover p-1 text-popover-foreground shadow-lg",
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}

interface DropdownMenuItemProps extends ComponentProps<typeof Radix.Item> {
  destructive?: boolean;
}

/** One thing to do; with `asChild` around a link or a form's button. */
export function DropdownMenuItem({ className, destructive = false, ...props }: DropdownMenuItemProps): ReactNode {
  return (
    <Radix.Item
      className={cn(
        "flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm outline-none select-none data-highlighted:bg-accent",
        "data-disabled:pointer-events-none data-disabled:opacity-50 pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0",
        destructive ? "text-destructive-text data-highlighted:bg-destructive-soft" : "[&_svg]:text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}

/** Heading of a group of items. */
export function DropdownMenuLabel({ className, ...props }: ComponentProps<typeof Radix.Label>): ReactNode {
  return <Radix.Label className={cn("px-2 py-1.5 text-xs text-muted-foreground", className)} {...props} />;
}

/** A line between groups of items. */
export function DropdownMenuSeparator(): ReactNode {
  return <Radix.Separator className="-mx-1 my-1 border-t" />;
}
