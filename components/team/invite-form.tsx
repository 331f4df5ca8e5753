"use client";

import { useActionState, useState } from "react";
import type { ReactNode } from "react";
import { ROLE_HINTS, ROLE_WORDS } from "@/components/team/role-words";
import { SecretOnce } from "@/components/team/secret-once";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { Role } from "@/lib/kernel/context";

/** By the name of a field. */
type Texts = Readonly<Partial<Record<string, string>>>;

export type InviteState =
  | { readonly kind: "empty" }
  | { readonly kind: "invited"; readonly label: string; readonly link: string }
  | { readonly kind: "invalid"; readonly values: Texts; readonly problems: Texts };

interface InviteFormProps {
  /** The roles that the inviter may give. */
  roles: readonly Role[];
  /** False for somebody with a personal account, who has no colleagues by it. */
  hasOrganisation: boolean;
  invite: (before: InviteState, form: FormData) => Promise<InviteState>;
}

/** Makes a link that lets one person in. */
export function InviteForm({ roles, hasOrganisation, invite }: InviteFormProps): ReactNode {
  // Counted with the answer, so that the fields of the next attempt begin with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: InviteState; attempt: number }, form: FormData) => ({ state: await invite(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  return (
    <Card>
      <CardHeader title="Invite somebody" description="You get a link for one person, which works for seven days. Nothing is sent: give it to them yourself." />
      <CardBody className="flex flex-col gap-4">
        {state.kind === "invited" ? (
          <SecretOnce title={`The link for ${state.label}`} name="Invitation link" secret={state.link}>
            Copy it now: it is not shown again. Whoever has it and an account of that kind can join.
          </SecretOnce>
        ) : null}
        <form action={submit} key={attempt}>
          <InviteFields roles={roles} hasOrganisation={hasOrganisation} state={state} />
        </form>
      </CardBody>
    </Card>
  );
}

/** The fields of one attempt: a new one starts with what the answer to the last left over. */
function InviteFields({ roles, hasOrganisation, state }: Omit<InviteFormProps, "invite"> & { state: InviteState }): ReactNode {
  const { values, problems }: { values: Texts; problems: Texts } = state.kind === "invalid" ? state : { values: {}, problems: {} };
  const [account, setAccount] = useState(values.account ?? (hasOrganisation ? "own" : "other"));
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Field label="Name or mail address" hint="For you and your colleagues to read; it decides nothing." error={problems.label} required>
        {(control) => <Input name="label" maxLength={320} autoComplete="off" defaultValue={values.label} {...control} />}
      </Field>
      <Field label="Role" error={problems.role} required>
        {(control) => (
          <NativeSelect name="role" defaultValue={values.role ?? "viewer"} {...control}>
            {roles.map((role) => (
              <option key={role} value={role}>
                {ROLE_WORDS[role]}: {ROLE_HINTS[role]}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="They sign in with" error={problems.account} required>
        {(control) => (
          <NativeSelect name="account" value={account} onChange={(event) => setAccount(event.target.value)} {...control}>
            {hasOrganisation ? <option value="own">an account of your organisation</option> : null}
            <option value="other">an account of another organisation</option>
            <option value="personal">a personal Microsoft account</option>
          </NativeSelect>
        )}
      </Field>
      {account === "other" ? (
        <Field label="Tenant id of that organisation" hint="On the overview page of its Entra admin center." error={problems.tenantId} required>
          {(control) => <Input name="tenantId" maxLength={100} autoComplete="off" spellCheck={false} className="font-mono" defaultValue={values.tenantId} {...control} />}
        </Field>
      ) : account === "personal" ? (
        <p className="text-sm text-pretty text-muted-foreground sm:pt-7">Any personal account that has the link can join with it: give it to nobody else.</p>
      ) : null}
      <div className="sm:col-span-2">
        <SubmitButton pendingText="Making the link…">Make the link</SubmitButton>
      </div>
    </div>
  );
}
