"use client";

import dynamic from "next/dynamic";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import type { PaletteProps } from "@/components/palette/palette";
import { Glyph } from "@/components/ui/glyph";
import { Kbd } from "@/components/ui/kbd";

// Loaded when it is first asked for: most visits to a page do without it.
const Palette = dynamic(() => import("@/components/palette/palette"), { ssr: false });

const never = (): (() => void) => () => undefined;
const isApple = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

/** Opens the palette, by a press or by ⌘K (Ctrl+K elsewhere) from anywhere on the page. */
export function PaletteButton(props: Omit<PaletteProps, "open" | "onOpenChange">): ReactNode {
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const apple = useSyncExternalStore(never, isApple, () => false);

  const show = (): void => {
    setWanted(true);
    setOpen(true);
  };

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
      event.preventDefault();
      setWanted(true);
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  return (
    <>
      <button
        type="button"
        onClick={show}
        aria-label="Search and go to"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        className="inline-flex h-control items-center gap-2 rounded-md px-2 text-sm text-muted-foreground hover:bg-accent hover:text-foreground max-sm:min-w-control max-sm:justify-center sm:min-w-48 sm:border sm:bg-card sm:shadow-xs"
      >
        <Glyph name="search" />
        <span className="flex-1 text-left max-sm:hidden">Search</span>
        <span className="flex gap-0.5 max-sm:hidden">
          <Kbd>{apple ? "⌘" : "Ctrl"}</Kbd>
          <Kbd>K</Kbd>
        </span>
      </button>
      {wanted ? <Palette {...props} open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}
