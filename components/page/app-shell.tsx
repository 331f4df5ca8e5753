import type { ReactNode } from "react";
import { NavDisclosure } from "@/components/page/nav-disclosure";
import { NavLink } from "@/components/page/nav-link";
import { ProductMark } from "@/components/page/product-mark";
import { MAIN_ID, SkipLink } from "@/components/page/skip-link";
import { Glyph } from "@/components/ui/glyph";

export interface NavItem {
  href: string;
  label: string;
  icon?: ReactNode;
  /** A count, or a mark that something waits. */
  badge?: ReactNode;
  /** Current on this very page alone, not on those below it. */
  exact?: boolean;
}

export interface NavGroup {
  label?: string;
  items: NavItem[];
}

interface AppShellProps {
  product: string;
  /** What the pages are about: the publisher's name, or a switcher. */
  context?: ReactNode;
  nav: NavGroup[];
  /** Right end of the header: search, theme. */
  tools?: ReactNode;
  account?: ReactNode;
  children: ReactNode;
}

function Navigation({ nav }: { nav: NavGroup[] }): ReactNode {
  return (
    <nav aria-label="Main" className="flex flex-col gap-4">
      {nav.map((group, index) => (
        <div key={group.label ?? index}>
          {group.label ? <p className="px-2 pb-1 text-xs font-medium text-muted-foreground">{group.label}</p> : null}
          <ul className="flex flex-col gap-px">
            {group.items.map((item) => (
              <li key={item.href}>
                <NavLink href={item.href} exact={item.exact}>
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.badge}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** Frame of the publisher's pages: navigation at the left, or behind a button where the screen is narrow. */
export function AppShell({ product, context, nav, tools, account, children }: AppShellProps): ReactNode {
  const mark = (
    <div className="flex min-w-0 items-center gap-2">
      <ProductMark />
      <span className="truncate text-sm font-semibold tracking-tight max-sm:sr-only">{product}</span>
    </div>
  );
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <SkipLink>Skip to content</SkipLink>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-4 overflow-y-auto border-r bg-sidebar px-3 pb-4 lg:flex">
        <div className="-mb-1 flex h-12 shrink-0 items-center px-2">{mark}</div>
        {context}
        <Navigation nav={nav} />
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b bg-background px-2 lg:justify-end lg:px-6">
          <NavDisclosure label="Navigation" summary={<Glyph name="menu" className="size-5" />}>
            <div className="flex flex-col gap-4">
              {context}
              <Navigation nav={nav} />
            </div>
          </NavDisclosure>
          <div className="min-w-0 flex-1 lg:hidden">{mark}</div>
          <div className="flex shrink-0 items-center gap-1">
            {tools}
            {account}
          </div>
        </header>
        <main id={MAIN_ID} tabIndex={-1} className="w-full max-w-[90rem] flex-1 px-4 py-5 outline-none lg:px-6">
          {children}
        </main>
      </div>
    </div>
  );
}
