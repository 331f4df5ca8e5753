import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";

interface TablePagingProps {
  previousHref?: string;
  nextHref?: string;
  summary?: ReactNode;
  labels: { paging: string; previous: string; next: string };
}

/** Steps to the page before and after; a cursor knows no page numbers. */
export function TablePaging({ previousHref, nextHref, summary, labels }: TablePagingProps): ReactNode {
  if (!previousHref && !nextHref && !summary) return null;
  return (
    <div className="flex min-h-11 items-center justify-between gap-3 border-t px-4 py-1.5">
      <p className="text-xs text-muted-foreground">{summary}</p>
      {previousHref || nextHref ? (
        <nav aria-label={labels.paging} className="flex gap-2">
          <PagingLink href={previousHref} rel="prev">
            <Glyph name="chevron-right" className="rotate-180" />
            {labels.previous}
          </PagingLink>
          <PagingLink href={nextHref} rel="next">
            {labels.next}
            <Glyph name="chevron-right" />
          </PagingLink>
        </nav>
      ) : null}
    </div>
  );
}

function PagingLink({ href, rel, children }: { href?: string; rel: "prev" | "next"; children: ReactNode }): ReactNode {
  return href ? (
    <Button asChild variant="outline" size="sm">
      <Link href={href} rel={rel} prefetch={false}>
        {children}
      </Link>
    </Button>
  ) : (
    <Button variant="outline" size="sm" disabled>
      {children}
    </Button>
  );
}
