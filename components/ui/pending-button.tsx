"use client";

import type { ComponentProps, ReactNode } from "react";
import { useFormStatus } from "react-dom";

interface PendingButtonProps extends ComponentProps<"button"> {
  spinner: ReactNode;
  pendingText?: ReactNode;
}

/** The part of a submit button that watches its form. It takes finished classes, so that little script reaches the browser. */
export function PendingButton({ spinner, pendingText, children, disabled, ...props }: PendingButtonProps): ReactNode {
  const { pending } = useFormStatus();
  return (
    <button {...props} type="submit" disabled={pending || disabled} aria-busy={pending || undefined}>
      {pending ? spinner : null}
      {pending ? (pendingText ?? children) : children}
    </button>
  );
}
