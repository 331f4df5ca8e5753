"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { dialogOverlayClasses, dialogPanelClasses } from "@/components/ui/dialog-classes";

/** A question or a short form over the page; holds a `DialogTrigger` and a `DialogContent`. */
export const Dialog = Radix.Root;

/** Opens the dialog; use with `asChild` around a button. */
export const DialogTrigger = Radix.Trigger;

/** Closes the dialog; use with `asChild` around a button. */
export const DialogClose = Radix.Close;

interface DialogContentProps {
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  closeLabel?: string;
}

/** What the dialog shows. */
export function DialogContent({ title, description, children, closeLabel = "Close" }: DialogContentProps): ReactNode {
  return (
    <Radix.Portal>
      <Radix.Overlay className={dialogOverlayClasses} />
      <Radix.Content className={dialogPanelClasses} {...(description ? {} : { "aria-describedby": undefined })}>
        <Radix.Title className="pr-8 text-base font-semibold">{title}</Radix.Title>
        {description ? <Radix.Description className="mt-1 text-sm text-muted-foreground">{description}</Radix.Description> : null}
        {children ? <div className="mt-4">{children}</div> : null}
        <Radix.Close
          aria-label={closeLabel}
          className="absolute top-4 right-4 grid size-7 place-items-center rounded-md text-muted-foreground hover:bg-accent hover:text-foreground"
        >
          <X aria-hidden="true" className="size-4" />
        </Radix.Close>
      </Radix.Content>
    </Radix.Portal>
  );
}

/** Last row of a dialog, for its buttons: the one that acts comes last. */
export function DialogFooter({ children }: { children: ReactNode }): ReactNode {
  return <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>;
}
