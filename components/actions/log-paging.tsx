import Link from "next/link";
import type { ReactNode } from "react";

interface LogPagingProps {
  /** Left out where they are shown already. */
  newestHref?: string;
  oldestHref?: string;
  /** Looking stopped after so many actions; there it goes on. */
  paused?: { count: number; href: string };
}

const LINK = "inline-flex min-h-6 items-center rounded-sm text-foreground underline underline-offset-4 pointer-coarse:min-h-9";

/** The ways to both ends of the log, and the way on where a search has paused. */
export function LogPaging({ newestHref, oldestHref, paused }: LogPagingProps): ReactNode {
  const links = [["Newest", newestHref], ["Last page", oldestHref]] as const;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      {paused === undefined ? null : (
        <span>
          {`${new Intl.NumberFormat("en-GB").format(paused.count)} actions were looked through.`}{" "}
          <Link href={paused.href} prefetch={false} className={LINK}>
            Look further
          </Link>
        </span>
      )}
      {links.map(([label, href]) =>
        href === undefined ? null : (
          <Link key={label} href={href} prefetch={false} className={LINK}>
            {label}
          </Link>
        ),
      )}
    </span>
  );
}
