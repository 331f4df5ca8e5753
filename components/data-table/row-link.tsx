import Link from "next/link";
import type { ReactNode } from "react";

/** The link that opens a row; belongs into its first cell. */
export function RowLink({ href, children }: { href: string; children: ReactNode }): ReactNode {
  return (
    <Link
      href={href}
      prefetch={false}
      className="inline-flex min-h-6 max-w-48 items-center sm:max-w-72 rounded-sm font-medium underline-offset-4 group-hover/row:underline hover:text-primary-text"
    >
      <span className="truncate">{children}</span>
    </Link>
  );
}
