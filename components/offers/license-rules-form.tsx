"use client";

import { useActionState, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { PlanName } from "@/components/offers/change-rules-sheet";
import { licenseValuesOfRules, planLicenseField, type LicenseRulesValues } from "@/components/offers/license-rules-values";
import { defaultLicenseWords, LICENSE_MODEL_WORDS } from "@/components/offers/license-rules-words";
import type { Problems } from "@/components/offers/plan-rules-fields";
import { Alert } from "@/components/ui/alert";
import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { SubmitButton } from "@/components/ui/submit-button";
import type { LicenseRules } from "@/lib/offers/license-rules";
import { LICENSE_MODELS } from "@/lib/offers/schema";

export type LicenseRulesState =
  | { readonly kind: "empty" }
  | { readonly kind: "saved"; /** How many settings are others now. */ readonly count: number }
  | { readonly kind: "conflict"; readonly words: string }
  | { readonly kind: "invalid"; readonly values: LicenseRulesValues; readonly problems: Problems };

export interface LicenseRulesToSet {
  rules: LicenseRules;
  planNames: readonly PlanName[];
  /** Sent back with the form, so that nobody overwrites what they have not seen. */
  fingerprint: string;
}

interface LicenseRulesFormProps extends LicenseRulesToSet {
  save: (before: LicenseRulesState, form: FormData) => Promise<LicenseRulesState>;
}

/** Sets the rules for licenses. */
export function LicenseRulesForm({ save, ...shown }: LicenseRulesFormProps): ReactNode {
  // Counted with the answer, so that the fields of the next attempt begin with what the answer left over.
  const [{ state, attempt }, submit] = useActionState(
    async (before: { state: LicenseRulesState; attempt: number }, form: FormData) => ({ state: await save(before.state, form), attempt: before.attempt + 1 }),
    { state: { kind: "empty" }, attempt: 0 },
  );
  return (
    <form action={submit} className="flex flex-col gap-6">
      <Fields key={`${attempt} ${shown.fingerprint}`} state={state} {...shown} />
      <Outcome state={state} />
      <div>
        <SubmitButton pendingText="Setting the rules…">Set the rules for licenses</SubmitButton>
      </div>
    </form>
  );
}

function Outcome({ state }: { state: LicenseRulesState }): ReactNode {
  if (state.kind === "conflict") {
    return (
      <Alert tone="warning" role="alert" title={state.words}>
        The fields above show it.
      </Alert>
    );
  }
  if (state.kind === "invalid") return <Alert tone="error" role="alert" title="The rules were not set: something has to be put right in the fields that are marked." />;
  if (state.kind === "saved") return <Alert tone="success" role="status" title={state.count === 0 ? "Nothing was different: the rules stand as they did." : "The rules are set. They count from now on."} />;
  return null;
}

/** The fields of one attempt: a new one starts with what the answer to the last left over. */
function Fields({ rules, planNames, fingerprint, state }: LicenseRulesToSet & { state: LicenseRulesState }): ReactNode {
  const fields = useRef<HTMLDivElement>(null);
  const isInvalid = state.kind === "invalid";
  const { values, problems }: { values: LicenseRulesValues; problems: Problems } = isInvalid ? state : { values: licenseValuesOfRules(rules), problems: {} };
  useEffect(() => {
    if (isInvalid) fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [isInvalid]);
  return (
    <div ref={fields} className="grid items-start gap-4 sm:grid-cols-2">
      <input type="hidden" name="seen" value={fingerprint} />
      {values.plans.map((plan, index) => (
        <PlanField
          key={plan.planId}
          index={index}
          values={plan}
          perSeat={rules.plans.find(({ planId }) => planId === plan.planId)?.perSeat ?? false}
          name={planNames.find(({ planId }) => planId === plan.planId)?.name ?? plan.planId}
          error={problems[planLicenseField(index, "licenses")]}
        />
      ))}
      <Field
        label="Fewer seats than people have"
        hint="Where it is accepted, people keep their seats after a reduction, you see the subscription flagged, and nobody new gets a seat until they fit again."
        error={problems.overAssignment}
        className="sm:col-span-2"
      >
        {(control) => (
          <NativeSelect name="overAssignment" defaultValue={values.overAssignment} {...control}>
            <option value="refuse">Refuse, until seats are taken back</option>
            <option value="accept">Accept</option>
          </NativeSelect>
        )}
      </Field>
    </div>
  );
}

interface PlanFieldProps {
  /** Its place among the plans. */
  index: number;
  values: LicenseRulesValues["plans"][number];
  perSeat: boolean;
  name: string;
  error: string | undefined;
}

function PlanField({ index, values: { planId, licenses }, perSeat, name, error }: PlanFieldProps): ReactNode {
  return (
    <Field
      label={`Who may use ${name}`}
      hint={
        <>
          <code className="font-mono break-all">{planId}</code>
          {perSeat ? "" : " has a flat rate: with seats it has one."}
        </>
      }
      error={error}
    >
      {(control) => (
        <>
          <input type="hidden" name={planLicenseField(index, "planId")} value={planId} />
          <NativeSelect name={planLicenseField(index, "licenses")} defaultValue={licenses} {...control}>
            <option value="">Default: {defaultLicenseWords(perSeat).toLowerCase()}</option>
            {LICENSE_MODELS.map((model) => (
              <option key={model} value={model}>
                {LICENSE_MODEL_WORDS[model]}
              </option>
            ))}
          </NativeSelect>
        </>
      )}
    </Field>
  );
}
