"use client";

import type { ReactNode } from "react";
import { ToolbarPanel } from "@/components/data-table/toolbar-panel";
import { Checkbox } from "@/components/ui/checkbox";

interface ColumnPanelProps {
  columns: readonly { id: string; title: string }[];
  hidden: readonly string[];
  onChange: (hidden: string[]) => void;
}

/** Which columns are shown; the one that names the row always is. */
export function ColumnPanel({ columns, hidden, onChange }: ColumnPanelProps): ReactNode {
  return (
    <ToolbarPanel label="Columns">
      <fieldset className="flex flex-col gap-0.5">
        <legend className="mb-1 text-sm font-medium">Columns in this browser</legend>
        {columns.map(({ id, title }) => (
          <Checkbox
            key={id}
            label={title}
            checked={!hidden.includes(id)}
            onChange={(event) => onChange(event.target.checked ? hidden.filter((other) => other !== id) : [...hidden, id])}
          />
        ))}
      </fieldset>
    </ToolbarPanel>
  );
}
