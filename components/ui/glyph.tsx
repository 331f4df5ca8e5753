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
  compare: <path d="M4 8.5h14.5M14.5 4.5l4 4-4 4M20 15.5H5.5M9.5 11.5l-4 4 4 4" />,
  cross: <path d="m7 7 10 10M17 7 7 17" />,
  error: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7.5v5.2M12 16.3v.01" />
    </>
  ),
  gauge: (
    <>
      <path d="M4.2 17.5a9 9 0 1 1 15.6 0" />
      <path d="m12 14 4-4.5" />
    </>
  ),
  history: (
    <>
      <path d="M3.5 12a8.5 8.5 0 1 0 2.6-6.1L3.5 8.3" />
      <path d="M3.5 3.8v4.5H8M12 7.5v4.8l3 1.8" />
    </>
  ),
  inbox: (
    <>
      <path d="M3.5 13.5v4.6c0 .8.6 1.4 1.4 1.4h14.2c.8 0 1.4-.6 1.4-1.4v-4.6L17.6 5.4a1.4 1.4 0 0 0-1.3-.9H7.7c-.6 0-1.1.4-1.3.9Z" />
      <path d="M3.5 13.5h4.8l1.3 2.4h4.8l1.3-2.4h4.8" />
    </>
  ),
  "id-card": (
    <>
      <rect x="3" y="5.5" width="18" height="13" rx="2" />
      <circle cx="8.5" cy="11" r="2" />
      <path d="M5.5 15.7c.6-1.3 1.7-2 3-2s2.4.7 3 2M14.5 10h3.5M14.5 13.5H18" />
    </>
  ),
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11.3v5.2M12 7.7v.01" />
    </>
  ),
  key: (
    <>
      <circle cx="8" cy="15.5" r="4.5" />
      <path d="m11.3 12.3 8.2-8.3M16 7.5l3 3" />
    </>
  ),
  layers: (
    <>
      <path d="m12 3.5 8.5 4.6-8.5 4.6-8.5-4.6Z" />
      <path d="m3.5 12.4 8.5 4.6 8.5-4.6M3.5 16.4l8.5 4.6 8.5-4.6" />
    </>
  ),
  list: <path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5v.01M4 12v.01M4 17.5v.01" />,
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
  people: (
    <>
      <circle cx="9" cy="8" r="3.7" />
      <path d="M2.5 20a6.5 6.5 0 0 1 13 0M15.8 4.6a3.7 3.7 0 0 1 0 6.8M17.8 14.3a6.5 6.5 0 0 1 3.7 5.7" />
    </>
  ),
  queue: (
    <>
      <rect x="3.5" y="4" width="17" height="6" rx="1.5" />
      <path d="M4.5 14.5h15M4.5 19.5h9" />
    </>
  ),
  search: (
    <>
      <circle cx="10.8" cy="10.8" r="6.3" />
      <path d="m15.5 15.5 5 5" />
    </>
  ),
  send: <path d="m4 12 16-7.5-5 15-3.2-5.3ZM11.8 14.2 20 4.5" />,
  success: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="m8 12.4 2.8 2.8 5.4-5.6" />
    </>
  ),
  tag: (
    <>
      <path d="M3.5 11.6V4.9c0-.8.6-1.4 1.4-1.4h6.7c.4 0 .8.2 1 .4l7.9 7.9c.6.6.6 1.5 0 2l-6.7 6.7c-.6.6-1.5.6-2 0l-7.9-7.9a1.4 1.4 0 0 1-.4-1Z" />
      <path d="M8 8v.01" />
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
