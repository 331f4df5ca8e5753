import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { controlClasses } from "@/components/ui/input";

/** One of a few options: the browser's own control, which phones show best. */
export function NativeSelect({ className, ...props }: ComponentProps<"select">): ReactNode {
  return (
    <span className={cn("relative block", className)}>
      <select className={cn(controlClasses, "appearance-none pr-8")} {...props} />
      <Glyph
        name="chevron-down"
        className="pointer-events-none absolute top-1/2 right-2.5 size-3.5 -translate-y-1/2 text-muted-foreground"
      />
    </span>
  );
}
