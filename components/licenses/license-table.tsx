"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LocalTime } from "@/components/ui/local-time";

export interface LicenseRow {
  readonly id: string;
  /** The name, or else the address. */
  readonly title: string;
  readonly upn: string;
  readonly since: string | null;
  readonly checked: string | null;
  readonly by: string | null;
  /** Said in the reader's language. */
  readonly words: { readonly choose: string; readonly takeBack: string; readonly ask: string };
}

interface LicenseTableProps {
  rows: readonly LicenseRow[];
  locale: string;
  labels: { name: string; since: string; by: string; checked: string; never: string; chooseAll: string; takeBack: string; takeBackChosen: string; consequence: string; confirm: string; pending: string; cancel: string };
  /** How many are chosen, and the question, by their number. */
  counted: readonly { readonly chosen: string; readonly ask: string }[];
  takeBack: (form: FormData) => Promise<void>;
}

/** Who has a seat: each can be taken back, or many at once. */
export function LicenseTable({ rows, locale, labels, counted, takeBack }: LicenseTableProps): ReactNode {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const present = chosen.filter((id) => rows.some((row) => row.id === id));
  const choose = (id: string, on: boolean): void => setChosen(on ? [...present, id] : present.filter((each) => each !== id));
  const dialog = { description: labels.consequence, confirmLabel: labels.confirm, pendingText: labels.pending, cancelLabel: labels.cancel };
  const submit = async (form: FormData): Promise<void> => {
    await takeBack(form);
    setChosen([]);
  };
  return (
    <>
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b bg-muted px-4 py-1.5 text-sm">
        <Checkbox label={labels.chooseAll} checked={present.length === rows.length} onChange={(event) => setChosen(event.target.checked ? rows.map(({ id }) => id) : [])} />
        <div className="flex items-center gap-3">
          <span role="status" className="text-muted-foreground tabular-nums">
            {counted[present.length]?.chosen}
          </span>
          <ConfirmDialog {...dialog} trigger={<Button variant="outline" size="sm" disabled={present.length === 0}>{labels.takeBackChosen}</Button>} title={counted[present.length]?.ask} action={submit}>
            {present.map((id) => (
              <input key={id} type="hidden" name="license" value={id} />
            ))}
          </ConfirmDialog>
        </div>
      </div>
      <ul className="divide-y text-sm">
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-3 px-4 py-2">
            <Checkbox label={<span className="sr-only">{row.words.choose}</span>} checked={present.includes(row.id)} onChange={(event) => choose(row.id, event.target.checked)} />
            <div className="grid min-w-0 flex-1 gap-x-4 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
              <div className="min-w-0">
                <p className="truncate font-medium">
                  <bdi dir={row.title === row.upn ? "ltr" : "auto"}>{row.title}</bdi>
                </p>
                {row.upn === row.title ? null : (
                  <p className="truncate text-xs text-muted-foreground">
                    <bdi dir="ltr">{row.upn}</bdi>
                  </p>
                )}
              </div>
              <p className="text-xs text-muted-foreground sm:self-center">
                {labels.since} {row.since === null ? "–" : <LocalTime iso={row.since} locale={locale} precision="day" />}
                {row.by === null ? null : (
                  <span className="block truncate">
                    {labels.by} <bdi>{row.by}</bdi>
                  </span>
                )}
              </p>
              <p className="text-xs text-muted-foreground sm:self-center">
                {labels.checked} {row.checked === null ? labels.never : <LocalTime iso={row.checked} locale={locale} />}
              </p>
            </div>
            <ConfirmDialog
              {...dialog}
              trigger={
                <Button variant="outline" size="sm" aria-label={row.words.takeBack}>
                  {labels.takeBack}
                </Button>
              }
              title={row.words.ask}
              action={submit}
            >
              <input type="hidden" name="license" value={row.id} />
            </ConfirmDialog>
          </li>
        ))}
      </ul>
    </>
  );
}
