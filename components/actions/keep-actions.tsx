"use client";

import type { ReactNode } from "react";
import { keptWords } from "@/components/actions/kept-words";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";

interface KeepActionsProps {
  keptDays: number | null;
  save: (form: FormData) => Promise<void>;
}

/** What is mostly asked for; any other number of days can be set on the command line. */
const CHOICES = [30, 90, 180, 365, 730, 1_095, 1_825, 2_555, 3_650];

/** Asks for how long the log is to be kept, and says what goes with what is older. */
export function KeepActions({ keptDays, save }: KeepActionsProps): ReactNode {
  const days = keptDays === null || CHOICES.includes(keptDays) ? CHOICES : [...CHOICES, keptDays].sort((left, right) => left - right);
  return (
    <ConfirmDialog
      trigger={<Button variant="outline" size="sm">Change</Button>}
      title="For how long is the action log kept?"
      description="What is older is removed each night, for everybody: from this page, from the feed and from your customers' history. It cannot be brought back; what stays is the record of how many actions were removed, and of which days. The rest can still be verified. A shorter time than now counts 7 days after it was set, so that everybody can see it here before; a longer one counts at once."
      confirmLabel="Save"
      pendingText="Saving…"
      action={save}
    >
      <Field label="Keep actions">
        {(control) => (
          <NativeSelect name="days" defaultValue={keptDays ?? ""} {...control}>
            <option value="">{keptWords(null)}</option>
            {days.map((each) => (
              <option key={each} value={each}>
                {keptWords(each)}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    </ConfirmDialog>
  );
}
