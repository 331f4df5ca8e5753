import { cva } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

const alertVariants = cva("flex gap-2.5 rounded-lg border px-3.5 py-3 text-sm", {
  variants: {
    tone: {
      info: "border-info-text/25 bg-info-soft [&>svg]:text-info-text",
      success: "border-success-text/25 bg-success-soft [&>svg]:text-success-text",
      warning: "border-warning-text/25 bg-warning-soft [&>svg]:text-warning-text",
      error: "border-destructive-text/25 bg-destructive-soft [&>svg]:text-destructive-text",
    },
  },
});

interface AlertProps {
  tone: "info" | "success" | "warning" | "error";
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** `alert` interrupts a screen reader and `status` waits: for what appears while the page is open. */
  role?: "alert" | "status";
  className?: string;
}

/** Something to know before going on. */
export function Alert({ tone, title, children, actions, role, className }: AlertProps): ReactNode {
  return (
    <div role={role} className={cn(alertVariants({ tone }), className)}>
      <Glyph name={tone} className="mt-0.5" />
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="font-medium">{title}</p>
        {children ? <div className="text-pretty">{children}</div> : null}
        {actions ? <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
