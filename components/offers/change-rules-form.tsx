"use client";

import { useActionState, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { NoSigningSecret, type PlanName } from "@/components/offers/change-rules-sheet";
import { valuesOfRules, type ChangeRulesValues } from "@/components/offers/change-rules-values";
import { PlanRulesFields, type Problems } from "@/components/offers/plan-rules-fields";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { ChangeRules } from "@/lib/offers/change-rules";

export type ChangeRulesState =
  | { readonly kind: "empty" }
  | { readonly kind: "saved"; /** How many settings are others now. */ readonly count: number }
  | { readonly kind: "conflict"; readonly words: string }
  | { readonly kind: "invalid"; readonly values: ChangeRulesValues; readonly problems: Problems };

export interface RulesToSet {
  planNames: readonly PlanName[];
  /** Sent back with the form, so that nobody overwrites what they have not seen. */
  fingerprint: string;
}

interface ChangeRulesFormProps extends RulesToSet {
  rules: ChangeRules;
  hasSigningSecret: boolean;
  save: (before: ChangeRulesState, form: FormData) => Promise<ChangeRulesState>;
}

/** Sets the rules for changes. */
export function ChangeRulesForm({ save, ...shown }: ChangeRulesFormProps): ReactNode {
  // Counted with the answer, so that the fields of the next attempt begin with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: ChangeRulesState; attempt: number }, form: FormData) => ({ state: await save(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  return (
    <form action={submit} className="flex flex-col gap-6">
      <Fields key={`${attempt} ${shown.fingerprint}`} state={state} {...shown} />
      <Outcome state={state} />
      <div>
        <SubmitButton pendingText="Setting the rules…">Set the rules</SubmitButton>
      </div>
    </form>
  );
}

function Outcome({ state }: { state: ChangeRulesState }): ReactNode {
  if (state.kind === "conflict") {
    return (
      <Alert tone="warning" role="alert" title={state.words}>
        The fields above show it.
      </Alert>
    );
  }
  if (state.kind === "invalid") return <Alert tone="error" role="alert" title="The rules were not set: something has to be put right in the fields that are marked." />;
  if (state.kind === "saved") return <Alert tone="success" role="status" title={state.count === 0 ? "Nothing was different: the rules stand as they did." : "The rules are set. They count from the next change on."} />;
  return null;
}

/** The fields of one attempt: a new one starts with what the answer to the last left over. */
function Fields({ rules, planNames, fingerprint, hasSigningSecret, state }: Omit<ChangeRulesFormProps, "save"> & { state: ChangeRulesState }): ReactNode {
  const fields = useRef<HTMLDivElement>(null);
  const isInvalid = state.kind === "invalid";
  const { values, problems }: { values: ChangeRulesValues; problems: Problems } = isInvalid ? state : { values: valuesOfRules(rules), problems: {} };
  useEffect(() => {
    if (isInvalid) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isInvalid]);
  const choice = (name: "whenSilent" | "planUpgrades" | "planDowngrades" | "seatIncreases" | "seatDecreases", label: string, hint?: string): ReactNode => (
    <Field label={label} hint={hint} error={problems[name]}>
      {(control) => (
        <NativeSelect name={name} defaultValue={values[name]} {...control}>
          <option value="accept">Accept</option>
          <option value="refuse">Refuse</option>
        </NativeSelect>
      )}
    </Field>
  );
  return (
    <div ref={fields} className="flex flex-col gap-6">
      <input type="hidden" name="seen" value={fingerprint} />
      <fieldset>
        <legend className="mb-3 text-sm font-semibold">All plans</legend>
        <div className="grid items-start gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {choice("planUpgrades", "To a plan of a higher level")}
          {choice("planDowngrades", "To a plan of a lower level")}
          {choice("seatIncreases", "More seats")}
          {choice("seatDecreases", "Fewer seats")}
        </div>
      </fieldset>
      <fieldset className="border-t pt-4">
        <legend className="float-left mb-3 w-full text-sm font-semibold">Your own system</legend>
        <div className="clear-both grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,1fr)]">
          <Field
            label="Address of the question"
            hint="It gets a signed question about every change that the rules accept, and has 6 seconds for its answer. Left empty, nobody is asked. Put no secret into it: the signature is what tells the portal from others."
            error={problems.decisionUrl}
          >
            {(control) => <Input name="decisionUrl" inputMode="url" maxLength={1000} autoComplete="off" spellCheck={false} placeholder="https://" className="font-mono" defaultValue={values.decisionUrl} {...control} />}
          </Field>
          {choice("whenSilent", "If it does not answer", "In time, with accept or refuse.")}
        </div>
        {rules.decisionUrl !== null && !hasSigningSecret ? (
          <div className="mt-4">
            <NoSigningSecret />
          </div>
        ) : null}
      </fieldset>
      {values.plans.map((plan, index) => (
        <PlanRulesFields key={plan.planId} index={index} values={plan} perSeat={rules.plans.find(({ planId }) => planId === plan.planId)?.perSeat ?? false} planNames={planNames} problems={problems} />
      ))}
    </div>
  );
}
