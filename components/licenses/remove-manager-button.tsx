"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

interface RemoveManagerButtonProps {
  label: string;
  /** With whom it is about. */
  name: string;
  title: string;
  description: string;
  cancel: string;
  remove: () => Promise<void>;
}

/** Asks once, and takes somebody off the managers. */
export function RemoveManagerButton({ label, name, title, description, cancel, remove }: RemoveManagerButtonProps): ReactNode {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm" aria-label={name}>
          {label}
        </Button>
      }
      title={title}
      description={description}
      confirmLabel={label}
      cancelLabel={cancel}
      action={remove}
    />
  );
}
