"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import type { PlanName } from "@/components/offers/change-rules-sheet";
import { planField, type PlanRulesValues } from "@/components/offers/change-rules-values";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** What is wrong, by the name of a field. */
export type Problems = Readonly<Partial<Record<string, string>>>;

interface PlanRulesFieldsProps {
  /** Its place among the plans. */
  index: number;
  values: PlanRulesValues;
  perSeat: boolean;
  /** Of all plans. */
  planNames: readonly PlanName[];
  problems: Problems;
}

/** The rules of one plan, within the form of all of them. */
export function PlanRulesFields({ index, values, perSeat, planNames, problems }: PlanRulesFieldsProps): ReactNode {
  const number = (name: "level" | "minSeats" | "maxSeats", label: string, hint: string): ReactNode => (
    <Field label={label} hint={hint} error={problems[planField(index, name)]}>
      {(control) => <Input name={planField(index, name)} inputMode="numeric" maxLength={12} autoComplete="off" className="tabular-nums" defaultValue={values[name]} {...control} />}
    </Field>
  );
  return (
    <fieldset className="border-t pt-4">
      <legend className="float-left mb-3 w-full text-sm font-semibold">
        {planNames.find(({ planId }) => planId === values.planId)?.name} <code className="font-mono text-[0.8125rem] font-normal break-all text-muted-foreground">{values.planId}</code>
      </legend>
      <input type="hidden" name={planField(index, "planId")} value={values.planId} />
      <div className="clear-both grid items-start gap-4 lg:grid-cols-2">
        <div className="grid grid-cols-2 items-start gap-4 sm:grid-cols-3">
          {number("level", "Level", "Higher is up. Empty: neither up nor down.")}
          {perSeat ? (
            <>
              {number("minSeats", "Fewest seats", "Empty: no limit.")}
              {number("maxSeats", "Most seats", "Empty: no limit.")}
            </>
          ) : (
            <p className="text-sm text-pretty text-muted-foreground sm:col-span-2 sm:pt-7">Flat rate: there are no seats to limit.</p>
          )}
        </div>
        <Targets index={index} values={values} planNames={planNames} />
      </div>
    </fieldset>
  );
}

function Targets({ index, values, planNames }: Omit<PlanRulesFieldsProps, "perSeat" | "problems">): ReactNode {
  const [isAny, setAny] = useState(values.changesTo === null);
  const others = planNames.filter(({ planId }) => planId !== values.planId);
  if (others.length === 0) {
    return (
      <p className="text-sm text-muted-foreground">
        There is no other plan to change to.
        {isAny ? <input type="hidden" name={planField(index, "anyTarget")} value="on" /> : null}
      </p>
    );
  }
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">From here customers may change to</legend>
      <Checkbox name={planField(index, "anyTarget")} label="any other plan" checked={isAny} onChange={(event) => setAny(event.target.checked)} />
      {isAny ? null : (
        <div className="mt-1 ml-2.5 flex flex-col gap-0.5 border-l pl-4">
          {others.map(({ planId, name }) => (
            <Checkbox key={planId} name={planField(index, "changesTo")} value={planId} label={name} defaultChecked={values.changesTo?.includes(planId) ?? true} />
          ))}
          <p className="text-xs text-muted-foreground">With none of them, customers cannot leave this plan by themselves.</p>
        </div>
      )}
    </fieldset>
  );
}
