import { useId } from "react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface TableProps extends ComponentProps<"table"> {
  /** Names the table, and the region in which it scrolls. */
  caption: ReactNode;
  captionHidden?: boolean;
  regionClassName?: string;
}

/** A table in a region of its own, which scrolls sideways where the screen is narrow. */
export function Table({ caption, captionHidden = false, regionClassName, className, children, ...props }: TableProps): ReactNode {
  const captionId = useId();
  return (
    <div
      role="region"
      aria-labelledby={captionId}
      // Keyboards scroll only what can take the focus.
      tabIndex={0}
      className={cn("relative overflow-auto overscroll-x-contain focus-visible:outline-offset-[-2px]", regionClassName)}
    >
      <table className={cn("w-full border-separate border-spacing-0 text-[0.8125rem]", className)} {...props}>
        <caption id={captionId} className={captionHidden ? "sr-only" : "px-3 py-2 text-left text-xs text-muted-foreground"}>
          {caption}
        </caption>
        {children}
      </table>
    </div>
  );
}

/** Rows of column headings; they stay in sight while the region scrolls. */
export function TableHead({ className, ...props }: ComponentProps<"thead">): ReactNode {
  return <thead className={cn("sticky top-0 z-10", className)} {...props} />;
}

/** Rows of data. */
export function TableBody({ className, ...props }: ComponentProps<"tbody">): ReactNode {
  return <tbody className={cn("[&>tr:last-child>*]:border-b-0", className)} {...props} />;
}

/** One row. */
export function TableRow({ className, ...props }: ComponentProps<"tr">): ReactNode {
  return <tr className={cn("group/row", className)} {...props} />;
}

/** Heading of a column. */
export function TableHeading({ className, scope = "col", ...props }: ComponentProps<"th">): ReactNode {
  return (
    <th
      scope={scope}
      className={cn(
        "h-8 border-b bg-muted px-3 text-left text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4",
        className,
      )}
      {...props}
    />
  );
}

const cellClasses = "h-10 border-b px-3 py-1.5 first:pl-4 last:pr-4 group-hover/row:bg-muted/60";

/** Heading of a row: the cell that names it. */
export function TableRowHeading({ className, ...props }: ComponentProps<"th">): ReactNode {
  return <th scope="row" className={cn(cellClasses, "text-left font-medium", className)} {...props} />;
}

/** One value. */
export function TableCell({ className, ...props }: ComponentProps<"td">): ReactNode {
  return <td className={cn(cellClasses, className)} {...props} />;
}
