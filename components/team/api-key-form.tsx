"use client";

import { useActionState } from "react";
import type { ReactNode } from "react";
import { SecretOnce } from "@/components/team/secret-once";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SubmitButton } from "@/components/ui/submit-button";

interface Given {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly problems: { readonly name?: string; readonly scopes?: string };
}

const NOTHING_GIVEN: Given = { name: "", scopes: [], problems: {} };

export type ApiKeyState =
  | { readonly kind: "empty" }
  | { readonly kind: "created"; readonly name: string; readonly key: string }
  | ({ readonly kind: "invalid" } & Given);

interface ApiKeyFormProps {
  scopes: readonly { scope: string; words: string }[];
  create: (before: ApiKeyState, form: FormData) => Promise<ApiKeyState>;
}

/** Makes an API key. */
export function ApiKeyForm({ scopes, create }: ApiKeyFormProps): ReactNode {
  // Counted with the answer, so that the fields of the next attempt begin with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: ApiKeyState; attempt: number }, form: FormData) => ({ state: await create(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  const given: Given = state.kind === "invalid" ? state : NOTHING_GIVEN;
  return (
    <Card>
      <CardHeader title="Create a key" description="One for each system, with no more than that system needs: then each can be revoked by itself." />
      <CardBody className="flex flex-col gap-4">
        {state.kind === "created" ? (
          <SecretOnce title={`The key “${state.name}”`} name="API key" secret={state.key}>
            Copy it now: it is not shown again. Send it as <code className="font-mono text-[0.8125rem]">Authorization: Bearer …</code>
          </SecretOnce>
        ) : null}
        <form action={submit} key={attempt} className="flex flex-col items-start gap-4">
          <Field label="Name" hint="Which system uses it." error={given.problems.name} required className="w-full sm:max-w-sm">
            {(control) => <Input name="name" maxLength={100} autoComplete="off" defaultValue={given.name} {...control} />}
          </Field>
          <fieldset aria-describedby={given.problems.scopes ? "scopes-problem" : undefined} className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
            <legend className="mb-1.5 text-sm font-medium">It may</legend>
            {scopes.map(({ scope, words }) => (
              <Checkbox key={scope} name="scope" value={scope} label={words} hint={<code className="font-mono">{scope}</code>} defaultChecked={given.scopes.includes(scope)} />
            ))}
          </fieldset>
          {given.problems.scopes ? (
            <p id="scopes-problem" role="alert" className="text-xs font-medium text-destructive-text">
              {given.problems.scopes}
            </p>
          ) : null}
          <SubmitButton pendingText="Creating…">Create the key</SubmitButton>
        </form>
      </CardBody>
    </Card>
  );
}
