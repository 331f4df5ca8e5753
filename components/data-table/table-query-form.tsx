"use client";

import Form from "next/form";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { TableFilter, TableQuery } from "@/components/data-table/list-query";
import { ToolbarPanel } from "@/components/data-table/toolbar-panel";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";

/** Search and filters of a table: one GET form, which works without script and leaves its state in the address. */
export function TableQueryForm({ query, label }: { query: TableQuery; label: string }): ReactNode {
  const { search, filters = [], keep = {} } = query;
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    // So that an address names only what is asked for.
    const leaveOutEmpty = ({ formData }: FormDataEvent): void => {
      for (const name of new Set(formData.keys())) if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
    };
    const current = form.current;
    current?.addEventListener("formdata", leaveOutEmpty);
    return () => current?.removeEventListener("formdata", leaveOutEmpty);
  }, []);

  return (
    <Form
      ref={form}
      action=""
      prefetch={false}
      role="search"
      aria-label={label}
      className="flex w-full flex-wrap items-center gap-2 sm:w-auto"
      onSubmit={(event) => closePanel(event.currentTarget)}
    >
      {Object.entries(keep).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div className="relative w-full sm:w-72">
        <Glyph name="search" className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted-foreground" />
        {/* A new value from the URL, by the back button for example, replaces what was typed. */}
        <Input key={search.value} type="search" name={search.name} defaultValue={search.value} placeholder={search.placeholder ?? label} aria-label={label} className="pl-8" />
      </div>
      {filters.length > 0 ? (
        <ToolbarPanel label="Filters" count={filters.reduce((sum, { values }) => sum + values.length, 0)}>
          <div className="flex flex-col gap-4">
            {filters.map((filter) => (
              <FilterControl key={`${filter.name}=${filter.values.join("&")}`} filter={filter} />
            ))}
            <Button type="submit">Apply</Button>
          </div>
        </ToolbarPanel>
      ) : null}
    </Form>
  );
}

/** The page behind it changes: the panel closes, and the focus stays at its button. */
function closePanel(form: HTMLFormElement): void {
  const panel = form.querySelector("details");
  if (!panel?.open) return;
  panel.open = false;
  panel.querySelector("summary")?.focus();
}

function FilterControl({ filter: { name, label, kind, options, values } }: { filter: TableFilter }): ReactNode {
  if (kind === "day" || kind === "text") return <Field label={label}>{(control) => <Input type={kind === "day" ? "date" : "text"} name={name} defaultValue={values[0] ?? ""} {...control} />}</Field>;
  if (kind === "one") {
    return (
      <Field label={label}>
        {(control) => (
          <NativeSelect name={name} defaultValue={values[0] ?? ""} {...control}>
            <option value="">All</option>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
    );
  }
  return (
    <fieldset className="flex flex-col gap-0.5">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {options.map((option) => (
        <Checkbox key={option.value} name={name} value={option.value} defaultChecked={values.includes(option.value)} label={option.label} />
      ))}
    </fieldset>
  );
}
