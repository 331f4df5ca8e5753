import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";

const SHAPES = {
  check: <path d="m5 12.5 4.5 4.5L19 7.5" />,
  "chevron-down": <path d="m6.5 9.5 5.5 5.5 5.5-5.5" />,
  "chevron-right": <path d="m9.5 6.5 5.5 5.5-5.5 5.5" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5.2l3.2 1.9" />
    </>
  ),
  cross: <path d="m7 7 10 10M17 7 7 17" />,
  error: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.5v5.2M12 16.3v.01" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11.3v5.2M12 7.7v.01" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="10" rx="2" />
      <path d="M8 10.5V7.5a4 4 0 0 1 8 0v3" />
    </>
  ),
  menu: <path d="M4 7h16M4 12h16M4 17h16" />,
  offline: (
    <>
      <path d="M7.2 18.5a4.7 4.7 0 0 1-.7-9.3 6 6 0 0 1 11.4 1.6 3.9 3.9 0 0 1-.4 7.7" />
      <path d="m9.8 14 4.4 5M14.2 14l-4.4 5" />
    </>
  ),
  search: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
  success: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.4 2.8 2.8 5.4-5.6" />
    </>
  ),
  warning: (
    <>
      <path d="M10.4 4.3 2.9 17.4a1.9 1.9 0 0 0 1.6 2.8h15a1.9 1.9 0 0 0 1.6-2.8L13.6 4.3a1.9 1.9 0 0 0-3.2 0Z" />
      <path d="M12 9.3v4.2M12 16.8v.01" />
    </>
  ),
} as const;

export type GlyphName = keyof typeof SHAPES;

/** The few icons of script-free pages, as plain SVG: lucide's ship a client component. */
export function Glyph({ name, className }: { name: GlyphName; className?: string }): ReactNode {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={cn("size-4 shrink-0", className)}
    >
      {SHAPES[name]}
    </svg>
  );
}
