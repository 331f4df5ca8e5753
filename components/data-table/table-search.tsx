import Form from "next/form";
import type { ReactNode } from "react";
import { Glyph } from "@/components/ui/glyph";
import { Input } from "@/components/ui/input";

export interface TableSearchProps {
  /** Name of the parameter in the URL. */
  name: string;
  value: string;
  placeholder?: string;
  /** Other parameters that a search keeps: filters and sorting, never the cursor. */
  keep?: Record<string, string>;
}

/** Search of a table: a GET form, which works without script. */
export function TableSearch({ name, value, placeholder, keep = {}, label }: TableSearchProps & { label: string }): ReactNode {
  return (
    <Form action="" role="search" className="relative w-full sm:w-72">
      {Object.entries(keep).map(([key, kept]) => (
        <input key={key} type="hidden" name={key} value={kept} />
      ))}
      <Glyph name="search" className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-muted-foreground" />
      {/* A new value from the URL, by the back button for example, replaces what was typed. */}
      <Input key={value} type="search" name={name} defaultValue={value} placeholder={placeholder ?? label} aria-label={label} className="pl-8" />
    </Form>
  );
}
