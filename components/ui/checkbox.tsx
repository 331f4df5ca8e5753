import { useId } from "react";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";

interface CheckboxProps extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
}

/** A yes or no, with its label as part of the target. */
export function Checkbox({ label, hint, className, ...props }: CheckboxProps): ReactNode {
  const hintId = useId();
  return (
    <div className={cn("flex flex-col", className)}>
      <label className="flex min-h-6 items-start gap-2 py-0.5 text-sm has-disabled:text-muted-foreground">
        <span className="relative grid size-5 shrink-0 place-items-center">
          <input
            type="checkbox"
            aria-describedby={hint ? hintId : undefined}
            className="peer size-4 appearance-none rounded-sm border border-input bg-card shadow-xs checked:border-primary checked:bg-primary disabled:opacity-50 forced-colors:appearance-auto"
            {...props}
          />
          <Glyph
            name="check"
            className="pointer-events-none absolute size-3 stroke-[3.5] text-primary-foreground opacity-0 peer-checked:opacity-100 forced-colors:hidden"
          />
        </span>
        <span>{label}</span>
      </label>
      {hint ? (
        <p id={hintId} className="pl-7 text-xs text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
