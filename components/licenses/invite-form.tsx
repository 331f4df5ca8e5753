"use client";

import { useActionState } from "react";
import type { ReactNode } from "react";
import { SecretOnce } from "@/components/team/secret-once";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

export type InviteUserState =
  | { readonly kind: "empty" }
  | { readonly kind: "made"; readonly title: string; readonly link: string }
  /** In the reader's words. */
  | { readonly kind: "problem"; readonly label: string; readonly problem: string };

interface InviteFormProps {
  labels: { label: string; hint: string; submit: string; pending: string; madeBody: string; linkName: string };
  invite: (before: InviteUserState, form: FormData) => Promise<InviteUserState>;
}

/** Makes a link that gives one person a seat, and shows it this once. */
export function InviteUserForm({ labels, invite }: InviteFormProps): ReactNode {
  // Counted with the answer, so that the field of the next attempt begins with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: InviteUserState; attempt: number }, form: FormData) => ({ state: await invite(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  return (
    <div className="flex flex-col gap-4">
      {state.kind === "made" ? (
        <SecretOnce title={state.title} name={labels.linkName} secret={state.link}>
          {labels.madeBody}
        </SecretOnce>
      ) : null}
      <form action={submit} key={attempt} className="flex flex-col items-start gap-3">
        <Field label={labels.label} hint={labels.hint} error={state.kind === "problem" ? state.problem : undefined} required className="w-full max-w-md">
          {(control) => <Input name="label" maxLength={320} autoComplete="off" spellCheck={false} defaultValue={state.kind === "problem" ? state.label : ""} {...control} />}
        </Field>
        <SubmitButton pendingText={labels.pending}>{labels.submit}</SubmitButton>
      </form>
    </div>
  );
}
