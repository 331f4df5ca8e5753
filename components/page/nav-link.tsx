"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

interface NavLinkProps {
  href: string;
  /** Current on this very page alone, not on those below it. */
  exact?: boolean;
  children: ReactNode;
}

/** A link of the navigation that knows whether it is the current one; a layout does not. */
export function NavLink({ href, exact = false, children }: NavLinkProps): ReactNode {
  const pathname = usePathname();
  const current = pathname === href || (!exact && pathname.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-sm text-muted-foreground hover:bg-accent hover:text-foreground aria-[current]:bg-accent aria-[current]:font-medium aria-[current]:text-foreground max-lg:h-10 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {children}
    </Link>
  );
}
