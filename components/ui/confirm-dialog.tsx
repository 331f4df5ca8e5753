"use client";

import { AlertDialog } from "radix-ui";
import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { dialogOverlayClasses, dialogPanelClasses } from "@/components/ui/dialog-classes";
import { SubmitButton } from "@/components/ui/submit-button";

interface ConfirmDialogProps {
  /** The button that opens the question. */
  trigger: ReactNode;
  /** The question. */
  title: ReactNode;
  /** What will happen, and whether it can be undone. */
  description: ReactNode;
  confirmLabel: ReactNode;
  pendingText?: ReactNode;
  cancelLabel?: ReactNode;
  destructive?: boolean;
  action: (form: FormData) => Promise<void>;
  /** Fields of the form: hidden ones, or a reason to give. */
  children?: ReactNode;
}

/** Asks once before a step that matters, says what it will do, then runs the action. */
export function ConfirmDialog({
  trigger,
  title,
  description,
  confirmLabel,
  pendingText,
  cancelLabel = "Cancel",
  destructive = true,
  action,
  children,
}: ConfirmDialogProps): ReactNode {
  const [open, setOpen] = useState(false);

  const submit = async (form: FormData): Promise<void> => {
    await action(form);
    setOpen(false);
  };

  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={dialogOverlayClasses} />
        <AlertDialog.Content className={dialogPanelClasses}>
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-pretty text-muted-foreground">{description}</AlertDialog.Description>
          <form action={submit}>
            {children ? <div className="mt-4 flex flex-col gap-3">{children}</div> : null}
            <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
              <AlertDialog.Cancel asChild>
                <Button variant="outline">{cancelLabel}</Button>
              </AlertDialog.Cancel>
              <SubmitButton variant={destructive ? "destructive" : "default"} pendingText={pendingText}>
                {confirmLabel}
              </SubmitButton>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
