import type { ReactNode } from "react";
import { MAIN_ID, SkipLink } from "@/components/page/skip-link";
import { brandStyle } from "@/components/ui/brand";
import { cn } from "@/components/ui/cn";

interface CustomerShellProps {
  publisher: {
    name: string;
    logoUrl?: string | null;
    /** `#rgb` or `#rrggbb`. */
    colour?: string | null;
  };
  /** Where the publisher's name leads. */
  homeHref?: string;
  skipLabel: string;
  /** Links of the customer's pages. */
  nav?: ReactNode;
  account?: ReactNode;
  footer?: ReactNode;
  /** A single column to read, or room for tables. */
  width?: "narrow" | "wide";
  children: ReactNode;
}

/** Frame of what a customer sees: it carries the publisher's name, logo and colour, and needs no script. */
export function CustomerShell({
  publisher,
  homeHref,
  skipLabel,
  nav,
  account,
  footer,
  width = "narrow",
  children,
}: CustomerShellProps): ReactNode {
  const column = cn("mx-auto w-full px-4 sm:px-6", width === "narrow" ? "max-w-2xl" : "max-w-5xl");
  const identity = (
    <>
      {publisher.logoUrl ? (
        // Any address, any format: the optimiser would have to fetch it, and would need script.
        // eslint-disable-next-line @next/next/no-img-element
        <img src={publisher.logoUrl} alt="" className="h-7 w-auto max-w-32 object-contain" />
      ) : (
        <span
          aria-hidden="true"
          className="grid size-7 shrink-0 place-items-center rounded-md border border-brand-foreground/15 bg-brand text-sm font-semibold text-brand-foreground"
        >
          {Array.from(publisher.name)[0]?.toUpperCase()}
        </span>
      )}
      <span className="truncate text-[0.9375rem] font-semibold tracking-tight">{publisher.name}</span>
    </>
  );
  const identityClasses = "flex min-h-8 min-w-0 items-center gap-2.5 rounded-md";
  return (
    <div style={brandStyle(publisher.colour)} className="flex min-h-dvh flex-col [--control-height:2.5rem]">
      <SkipLink>{skipLabel}</SkipLink>
      <div aria-hidden="true" className="h-1 bg-brand" />
      <header className="border-b bg-card">
        <div className={cn(column, "flex min-h-14 flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2")}>
          {homeHref ? (
            <a href={homeHref} className={identityClasses}>
              {identity}
            </a>
          ) : (
            <div className={identityClasses}>{identity}</div>
          )}
          {nav || account ? (
            <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-1 text-sm">
              {nav}
              {account}
            </div>
          ) : null}
        </div>
      </header>
      <main id={MAIN_ID} tabIndex={-1} className={cn(column, "flex-1 py-6 outline-none sm:py-10")}>
        {children}
      </main>
      {footer ? (
        <footer className="border-t">
          <div className={cn(column, "py-5 text-xs text-muted-foreground")}>{footer}</div>
        </footer>
      ) : null}
    </div>
  );
}
