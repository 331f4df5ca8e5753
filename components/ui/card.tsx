import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

/** A sheet that holds one thing. */
export function Card({ className, ...props }: ComponentProps<"section">): ReactNode {
  return <section className={cn("flex flex-col rounded-lg border bg-card text-card-foreground shadow-xs", className)} {...props} />;
}

interface CardHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** The heading's level, so that the page's outline has no holes. */
  as?: "h2" | "h3";
  className?: string;
}

/** Title row of a card. */
export function CardHeader({ title, description, actions, as: Heading = "h2", className }: CardHeaderProps): ReactNode {
  return (
    <header className={cn("flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5", className)}>
      <div className="min-w-0">
        <Heading className="text-sm font-semibold">{title}</Heading>
        {description ? <p className="mt-0.5 text-sm text-muted-foreground">{description}</p> : null}
      </div>
      {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
    </header>
  );
}

/** What a card is about. */
export function CardBody({ className, ...props }: ComponentProps<"div">): ReactNode {
  return <div className={cn("p-4 sm:px-5", className)} {...props} />;
}

/** Last row of a card, for its actions. */
export function CardFooter({ className, ...props }: ComponentProps<"footer">): ReactNode {
  return (
    <footer
      className={cn("mt-auto flex flex-wrap items-center gap-2 rounded-b-lg border-t bg-muted/50 px-4 py-3 sm:px-5", className)}
      {...props}
    />
  );
}
