import Link from "next/link";
import type { ReactNode } from "react";
import type { TableChip } from "@/components/data-table/list-query";
import { Glyph } from "@/components/ui/glyph";

/** The filters that are on; each goes away by a press. */
export function TableChips({ chips, clearHref }: { chips: readonly TableChip[]; clearHref: string }): ReactNode {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Active filters" className="flex flex-wrap items-center gap-1.5">
      {chips.map(({ label, removeHref }) => (
        <li key={removeHref} className="max-w-full">
          <Link
            href={removeHref}
            prefetch={false}
            className="inline-flex min-h-6 max-w-full items-center gap-1 rounded-md bg-primary-soft px-2 text-xs font-medium text-primary-text hover:underline pointer-coarse:min-h-9"
          >
            <span className="truncate">{label}</span>
            <Glyph name="cross" className="size-3" />
            <span className="sr-only">, remove this filter</span>
          </Link>
        </li>
      ))}
      <li>
        <Link href={clearHref} prefetch={false} className="inline-flex min-h-6 items-center rounded-sm px-1 text-xs text-muted-foreground underline-offset-4 hover:text-foreground hover:underline pointer-coarse:min-h-9">
          Clear all
        </Link>
      </li>
    </ul>
  );
}
