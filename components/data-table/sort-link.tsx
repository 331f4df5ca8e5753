import Link from "next/link";
import type { ReactNode } from "react";
import type { TableSort } from "@/components/data-table/list-query";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

interface SortLinkProps {
  columnId: string;
  sort?: TableSort;
  children: ReactNode;
}

/** The heading of a column, as a link where the list can be sorted by it. */
export function SortLink({ columnId, sort, children }: SortLinkProps): ReactNode {
  const href = sort?.hrefs[columnId];
  if (!sort || !href) return children;
  const current = sort.column === columnId;
  return (
    <Link href={href} prefetch={false} scroll={false} className="group/sort inline-flex min-h-6 items-center gap-1 rounded-sm hover:text-foreground">
      {children}
      <Glyph
        name="chevron-down"
        className={cn("size-3", !current && "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60", current && sort.direction === "ascending" && "rotate-180")}
      />
    </Link>
  );
}
