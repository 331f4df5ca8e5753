import { useId } from "react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Glyph } from "@/components/ui/glyph";
import { Label } from "@/components/ui/label";

/** What a field's control has to carry, so that label, hint and error belong to it. */
export interface FieldControl {
  id: string;
  required?: boolean;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  required?: boolean;
  className?: string;
  children: (control: FieldControl) => ReactNode;
}

/** A labelled control with its hint and its error: `<Field label="Name">{(control) => <Input name="name" {...control} />}</Field>`. */
export function Field({ label, hint, error, required, className, children }: FieldProps): ReactNode {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [hint ? hintId : "", error ? errorId : ""].filter(Boolean).join(" ");
  return (
    <div className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <Label htmlFor={id}>{label}</Label>
      {children({
        id,
        required,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {hint ? (
        <p id={hintId} className="text-xs text-muted-foreground">
          {hint}
        </p>
      ) : null}
      {error ? (
        <p id={errorId} className="flex items-start gap-1.5 text-xs font-medium text-destructive-text">
          <Glyph name="error" className="mt-px size-3.5" />
          <span>{error}</span>
        </p>
      ) : null}
    </div>
  );
}
