"use client";

import { useState } from "react";
import type { ChangeEvent, ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

interface FileFieldProps {
  name: string;
  label: string;
  hint: string;
  tooLarge: string;
  /** In bytes. */
  largest: number;
}

/** Chooses a file, and says that it is too large before it is sent: what answers then would be no page of ours. */
export function FileField({ name, label, hint, tooLarge, largest }: FileFieldProps): ReactNode {
  const [isTooLarge, setTooLarge] = useState(false);
  const look = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    const found = (target.files?.[0]?.size ?? 0) > largest;
    target.setCustomValidity(found ? tooLarge : "");
    setTooLarge(found);
  };
  return (
    <Field label={label} hint={hint} error={isTooLarge ? tooLarge : undefined} required className="max-w-md">
      {(control) => <Input type="file" name={name} accept=".csv,.txt,text/csv,text/plain" onChange={look} className="h-auto py-1.5 file:mr-3 file:rounded-sm file:border-0 file:bg-accent file:px-2.5 file:py-1 file:text-sm file:font-medium file:text-accent-foreground" {...control} />}
    </Field>
  );
}
