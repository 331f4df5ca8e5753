"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";

interface AppointFormProps {
  /** `value` is the person as JSON. */
  candidates: readonly { readonly value: string; readonly label: string }[];
  labels: { choose: string; appoint: string; pending: string; handOver: string; askHandOver: string; handOverBody: string; cancel: string };
  appoint: (form: FormData) => Promise<void>;
  handOver: (form: FormData) => Promise<void>;
}

/** Makes one of the users a manager, beside the reader or in their place. */
export function AppointForm({ candidates, labels, appoint, handOver }: AppointFormProps): ReactNode {
  const [wanted, setWanted] = useState("");
  // Whoever was appointed is no candidate any more: what is shown is what is sent.
  const chosen = candidates.find(({ value }) => value === wanted) ?? candidates[0];
  const person = chosen?.value ?? "";
  return (
    <form action={appoint} className="flex flex-col items-start gap-3">
      <Field label={labels.choose} className="w-full max-w-md" required>
        {(control) => (
          <NativeSelect name="person" value={person} onChange={(event) => setWanted(event.target.value)} {...control}>
            {candidates.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <SubmitButton pendingText={labels.pending}>{labels.appoint}</SubmitButton>
        <ConfirmDialog
          trigger={
            <Button type="button" variant="outline">
              {labels.handOver}
            </Button>
          }
          title={`${labels.askHandOver} ${chosen?.label ?? ""}`}
          description={labels.handOverBody}
          confirmLabel={labels.handOver}
          cancelLabel={labels.cancel}
          action={handOver}
        >
          <input type="hidden" name="person" value={person} />
        </ConfirmDialog>
      </div>
    </form>
  );
}
