import Link from "next/link";
import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/glyph";

export interface Breadcrumb {
  href: string;
  label: ReactNode;
}

interface PageHeaderProps {
  title: ReactNode;
  /** A badge beside the title. */
  status?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** The pages above this one, the topmost first. */
  breadcrumbs?: Breadcrumb[];
  breadcrumbsLabel?: string;
}

/** Head of a page: where it lies, what it is, and what can be done here. */
export function PageHeader({
  title,
  status,
  description,
  actions,
  breadcrumbs = [],
  breadcrumbsLabel = "Breadcrumbs",
}: PageHeaderProps): ReactNode {
  return (
    <header className="mb-5 flex flex-col gap-1">
      {breadcrumbs.length > 0 ? (
        <nav aria-label={breadcrumbsLabel}>
          <ol className="flex flex-wrap items-center gap-1 text-xs text-muted-foreground">
            {breadcrumbs.map(({ href, label }) => (
              <li key={href} className="flex items-center gap-1">
                <Link href={href} className="inline-flex min-h-6 items-center rounded-sm hover:text-foreground hover:underline">
                  {label}
                </Link>
                <Glyph name="chevron-right" className="size-3" />
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight break-words">{title}</h1>
            {status}
          </div>
          {description ? <div className="mt-0.5 max-w-3xl text-sm text-pretty text-muted-foreground">{description}</div> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
