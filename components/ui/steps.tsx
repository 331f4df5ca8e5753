import { cva } from "class-variance-authority";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { Spinner } from "@/components/ui/spinner";

export interface Step {
  title: ReactNode;
  description?: ReactNode;
  /** `busy` is a current step that works by itself. */
  state: "done" | "current" | "busy" | "upcoming" | "failed";
}

interface StepsProps {
  steps: Step[];
  /** What screen readers hear for each state. */
  labels?: Record<Step["state"], string>;
  className?: string;
}

const ENGLISH: Record<Step["state"], string> = {
  done: "Done",
  current: "Current step",
  busy: "Under way",
  upcoming: "To come",
  failed: "Failed",
};

const markVariants = cva("relative z-10 grid size-6 shrink-0 place-items-center rounded-full border text-xs font-medium", {
  variants: {
    state: {
      done: "border-transparent bg-success text-success-foreground",
      current: "border-foreground bg-card text-foreground",
      busy: "border-foreground bg-card text-foreground",
      upcoming: "bg-card text-muted-foreground",
      failed: "border-transparent bg-destructive text-destructive-foreground",
    },
  },
});

/** How far a process has come. */
export function Steps({ steps, labels = ENGLISH, className }: StepsProps): ReactNode {
  return (
    <ol className={cn("flex flex-col", className)}>
      {steps.map(({ title, description, state }, index) => (
        <li
          key={index}
          aria-current={state === "current" || state === "busy" ? "step" : undefined}
          className="relative flex gap-3 pb-5 last:pb-0 not-last:before:absolute not-last:before:top-6 not-last:before:bottom-0 not-last:before:left-3 not-last:before:border-l"
        >
          <span className={markVariants({ state })}>
            {state === "done" ? <Glyph name="check" className="size-3.5 stroke-[2.5]" /> : null}
            {state === "failed" ? <Glyph name="cross" className="size-3.5 stroke-[2.5]" /> : null}
            {state === "busy" ? <Spinner className="size-3.5" /> : null}
            {state === "current" || state === "upcoming" ? <span aria-hidden="true">{index + 1}</span> : null}
            <span className="sr-only">{labels[state]}: </span>
          </span>
          <div className="min-w-0 pt-0.5">
            <p className={cn("text-sm font-medium", state === "upcoming" && "text-muted-foreground")}>{title}</p>
            {description ? <div className="text-sm text-muted-foreground">{description}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
