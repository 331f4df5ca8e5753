"use client";

import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

interface NavDisclosureProps {
  summary: ReactNode;
  label: string;
  children: ReactNode;
}

/** Navigation of a narrow screen, which opens without script and closes when the page changes. */
export function NavDisclosure({ summary, label, children }: NavDisclosureProps): ReactNode {
  // A new key is a new element, and a new `details` is closed.
  const pathname = usePathname();
  return (
    <details key={pathname} className="group/nav lg:hidden">
      <summary
        aria-label={label}
        className="grid size-10 list-none place-items-center rounded-md hover:bg-accent [&::-webkit-details-marker]:hidden"
      >
        {summary}
      </summary>
      <div className="absolute inset-x-0 top-full z-30 max-h-[calc(100dvh-3rem)] overflow-y-auto border-b bg-popover p-3 shadow-lg">
        {children}
      </div>
    </details>
  );
}
