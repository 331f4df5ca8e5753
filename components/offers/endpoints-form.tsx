"use client";

import { useActionState, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { EndpointsNotices, type EndpointsStanding } from "@/components/offers/endpoints-notices";
import { endpointValuesOfRules, type EndpointField, type EndpointsValues } from "@/components/offers/endpoints-values";
import { ACTIVATION_MODE_WORDS } from "@/components/offers/endpoints-words";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import { ACTIVATION_MODES, LONGEST_DEADLINE_MINUTES, SHORTEST_DEADLINE_MINUTES } from "@/lib/offers/schema";

type Problems = Readonly<Record<string, string>>;

export type EndpointsState =
  | { readonly kind: "empty" }
  | { readonly kind: "saved"; /** How many settings are others now. */ readonly count: number }
  | { readonly kind: "conflict"; readonly words: string }
  | { readonly kind: "invalid"; readonly values: EndpointsValues; readonly problems: Problems };

export interface EndpointsToSet extends EndpointsStanding {
  /** Sent back with the form, so that nobody overwrites what they have not seen. */
  fingerprint: string;
}

interface EndpointsFormProps extends EndpointsToSet {
  save: (before: EndpointsState, form: FormData) => Promise<EndpointsState>;
}

/** Sets what the publisher's systems are told. */
export function EndpointsForm({ save, ...shown }: EndpointsFormProps): ReactNode {
  // Counted with the answer, so that the fields of the next attempt begin with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: EndpointsState; attempt: number }, form: FormData) => ({ state: await save(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  return (
    <form action={submit} className="flex flex-col gap-6">
      <Fields key={`${attempt} ${shown.fingerprint}`} state={state} {...shown} />
      <EndpointsNotices {...shown} />
      <Outcome state={state} />
      <div>
        <SubmitButton pendingText="Setting it…">Set what they are told</SubmitButton>
      </div>
    </form>
  );
}

function Outcome({ state }: { state: EndpointsState }): ReactNode {
  if (state.kind === "conflict") {
    return (
      <Alert tone="warning" role="alert" title={state.words}>
        The fields above show it.
      </Alert>
    );
  }
  if (state.kind === "invalid") return <Alert tone="error" role="alert" title="Nothing was set: something has to be put right in the fields that are marked." />;
  if (state.kind !== "saved") return null;
  if (state.count === 0) return <Alert tone="success" role="status" title="Nothing was different: it stands as it did." />;
  return <Alert tone="success" role="status" title="It is set, and counts from now on." />;
}

/** The fields of one attempt: a new one starts with what the answer to the last left over. */
function Fields({ rules, fingerprint, state }: EndpointsToSet & { state: EndpointsState }): ReactNode {
  const fields = useRef<HTMLDivElement>(null);
  const isInvalid = state.kind === "invalid";
  const { values, problems }: { values: EndpointsValues; problems: Problems } = isInvalid ? state : { values: endpointValuesOfRules(rules), problems: {} };
  useEffect(() => {
    if (isInvalid) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isInvalid]);
  const address = (name: EndpointField, label: string, hint: string, className?: string): ReactNode => (
    <Field label={label} hint={hint} error={problems[name]} className={className}>
      {(control) => <Input name={name} inputMode="url" maxLength={1000} autoComplete="off" spellCheck={false} placeholder="https://" className="font-mono" defaultValue={values[name]} {...control} />}
    </Field>
  );
  return (
    <div ref={fields} className="flex flex-col gap-6">
      <input type="hidden" name="seen" value={fingerprint} />
      <fieldset>
        <legend className="mb-3 text-sm font-semibold">Activation</legend>
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Field label="A subscription becomes active" hint="Where your system sets it up, the customer sees that it is being done; the portal activates it at Microsoft once your system has called back." error={problems.mode}>
            {(control) => (
              <NativeSelect name="mode" defaultValue={values.mode} {...control}>
                {ACTIVATION_MODES.map((mode) => (
                  <option key={mode} value={mode}>
                    {ACTIVATION_MODE_WORDS[mode]}
                  </option>
                ))}
              </NativeSelect>
            )}
          </Field>
          <Field label="Late after, in minutes" hint={`Your staff is told when your system has not called back by then. ${SHORTEST_DEADLINE_MINUTES} to ${LONGEST_DEADLINE_MINUTES.toLocaleString("en")}, which is 30 days.`} error={problems.deadlineMinutes}>
            {(control) => <Input name="deadlineMinutes" inputMode="numeric" maxLength={5} autoComplete="off" className="tabular-nums" defaultValue={values.deadlineMinutes} {...control} />}
          </Field>
          {address("activationUrl", "Address that sets up", "Gets each subscription that a customer confirms. Where it is taken away, what waits waits for the next address.", "sm:col-span-2")}
        </div>
      </fieldset>
      <fieldset className="border-t pt-4">
        <legend className="float-left mb-3 w-full text-sm font-semibold">Log</legend>
        <div className="clear-both">
          {address("logUrl", "Address that is told", "Gets every action, one message each, in order for each subscription. Left empty, nobody is told of what happens from then on, and what waits waits for the next address.")}
        </div>
      </fieldset>
    </div>
  );
}
