import type { ComponentProps, ReactNode } from "react";
import { buttonVariants } from "@/components/ui/button";
import type { ButtonLook } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { PendingButton } from "@/components/ui/pending-button";
import { Spinner } from "@/components/ui/spinner";

interface SubmitButtonProps extends Omit<ComponentProps<"button">, "type">, ButtonLook {
  /** Said in place of the label while the form is under way. */
  pendingText?: ReactNode;
}

/** Submits its form once: disabled and busy until the answer is there. */
export function SubmitButton({ variant, size, className, ...props }: SubmitButtonProps): ReactNode {
  return <PendingButton className={cn(buttonVariants({ variant, size }), className)} spinner={<Spinner />} {...props} />;
}
