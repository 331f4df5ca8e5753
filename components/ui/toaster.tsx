"use client";

import { useTheme } from "next-themes";
import type { CSSProperties, ReactNode } from "react";
import { Toaster as Sonner } from "sonner";

interface ToasterStyle extends CSSProperties {
  "--normal-bg": string;
  "--normal-border": string;
  "--normal-text": string;
  "--border-radius": string;
}

const style: ToasterStyle = {
  "--normal-bg": "var(--popover)",
  "--normal-border": "var(--border)",
  "--normal-text": "var(--popover-foreground)",
  "--border-radius": "var(--radius)",
  fontFamily: "inherit",
};

/** The place where short notices appear; `toast` of sonner writes to it. */
export function Toaster(): ReactNode {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      // Its own 20 px are too small to hit.
      toastOptions={{ classNames: { closeButton: "size-6!" } }}
      style={style}
    />
  );
}
