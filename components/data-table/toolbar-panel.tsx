"use client";

import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { buttonVariants } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

interface ToolbarPanelProps {
  label: string;
  /** How many of what is inside are on. */
  count?: number;
  children: ReactNode;
}

/** A button of a toolbar with a panel below it. It opens without script; with it, Escape and a press elsewhere close it. */
export function ToolbarPanel({ label, count = 0, children }: ToolbarPanelProps): ReactNode {
  const details = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);

  useEffect(() => {
    const close = (event: PointerEvent): void => {
      if (details.current?.open && event.target instanceof Node && !details.current.contains(event.target)) details.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);

  const closeAndStay = (): void => {
    if (details.current) details.current.open = false;
    summary.current?.focus();
  };

  return (
    <details
      ref={details}
      className="group/panel sm:relative"
      onKeyDown={(event) => {
        if (event.key === "Escape" && details.current?.open) closeAndStay();
      }}
      onBlur={(event) => {
        // Only where the focus went to something else: on touch screens it often goes nowhere.
        if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) event.currentTarget.open = false;
      }}
    >
      <summary ref={summary} className={cn(buttonVariants({ variant: "outline" }), "cursor-pointer list-none group-open/panel:bg-accent [&::-webkit-details-marker]:hidden")}>
        {label}
        {count > 0 ? (
          <span className="rounded-sm bg-primary-soft px-1 text-xs text-primary-text">
            {count}
            <span className="sr-only"> on</span>
          </span>
        ) : null}
        <Glyph name="chevron-down" className="text-muted-foreground group-open/panel:rotate-180" />
      </summary>
      <div className="absolute inset-x-0 z-20 mt-1 max-h-[min(32rem,70dvh)] overflow-y-auto rounded-lg bg-popover p-3 text-popover-foreground shadow-lg sm:right-auto sm:w-72">
        {children}
      </div>
    </details>
  );
}
