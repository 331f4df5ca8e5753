import { cva } from "class-variance-authority";
import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/glyph";
import type { GlyphName } from "@/components/ui/glyph";

export type ProblemKind = "error" | "unavailable" | "forbidden" | "not-found" | "expired" | "warning" | "empty";

interface ProblemProps {
  kind: ProblemKind;
  title: ReactNode;
  /** What happened. */
  children: ReactNode;
  /** Why it happened, as far as we know. */
  why?: ReactNode;
  /** What the reader can do now. */
  advice?: ReactNode;
  actions?: ReactNode;
  requestId?: string;
  requestIdLabel?: ReactNode;
  /** Beside the request id: a `CopyButton`, or nothing on a page without script. */
  requestIdCopy?: ReactNode;
  /** `h2` where the page has a title of its own. */
  as?: "h1" | "h2";
}

const glyphs: Record<ProblemKind, GlyphName> = {
  error: "error",
  unavailable: "offline",
  forbidden: "lock",
  "not-found": "search",
  expired: "clock",
  warning: "warning",
  empty: "info",
};

const iconVariants = cva("grid size-10 place-items-center rounded-xl", {
  variants: {
    kind: {
      error: "bg-destructive-soft text-destructive-text",
      unavailable: "bg-warning-soft text-warning-text",
      forbidden: "bg-accent text-accent-foreground",
      "not-found": "bg-accent text-accent-foreground",
      expired: "bg-warning-soft text-warning-text",
      warning: "bg-warning-soft text-warning-text",
      empty: "bg-info-soft text-info-text",
    } satisfies Record<ProblemKind, string>,
  },
});

/** A page that cannot show what was asked for: what happened, why, and what to do. */
export function Problem({
  kind,
  title,
  children,
  why,
  advice,
  actions,
  requestId,
  requestIdLabel = "Request id",
  requestIdCopy,
  as: Heading = "h1",
}: ProblemProps): ReactNode {
  return (
    <section className="mx-auto flex w-full max-w-lg flex-col items-start py-8 sm:py-14">
      <div className={iconVariants({ kind })}>
        <Glyph name={glyphs[kind]} className="size-5" />
      </div>
      <Heading className="mt-4 text-xl font-semibold tracking-tight">{title}</Heading>
      <div className="mt-2 flex flex-col gap-2 text-sm text-pretty text-muted-foreground">
        <div className="text-foreground">{children}</div>
        {why ? <div>{why}</div> : null}
        {advice ? <div>{advice}</div> : null}
      </div>
      {actions ? <div className="mt-5 flex flex-wrap gap-2">{actions}</div> : null}
      {requestId ? (
        <p className="mt-8 flex w-full flex-wrap items-center gap-x-2 border-t pt-3 text-xs text-muted-foreground">
          <span>{requestIdLabel}</span>
          <span className="inline-flex min-w-0 items-center gap-0.5">
            <code className="min-w-0 font-mono break-all">{requestId}</code>
            {requestIdCopy}
          </span>
        </p>
      ) : null}
    </section>
  );
}
