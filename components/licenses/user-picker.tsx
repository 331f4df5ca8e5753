"use client";

import { useEffect, useRef, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import { ChosenPeople, type ChosenPerson } from "@/components/licenses/chosen-people";
import { ConnectDirectory } from "@/components/licenses/connect-directory";
import { DisconnectDirectory } from "@/components/licenses/disconnect-directory";
import { FoundPeople } from "@/components/licenses/found-people";
import { PickerProblemNotice } from "@/components/licenses/picker-problem";
import { filled, type PickerTexts } from "@/components/licenses/picker-texts";
import { useDirectorySearch, type Look } from "@/components/licenses/use-directory-search";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { MOST_AT_ONCE } from "@/lib/licenses/schema";

const PAUSE_MILLISECONDS = 300;

interface UserPickerProps {
  isConnected: boolean;
  search: Look;
  /** Leaves for Microsoft and comes back to the page. */
  connect: (form: FormData) => Promise<void>;
  /** Takes the consent back. */
  disconnect: (form: FormData) => Promise<void>;
  texts: PickerTexts;
  /** Of the hidden fields that hold who was chosen, as JSON of objectId, upn and name. */
  fieldName?: string;
  /** Object ids of those who have it already. */
  held?: readonly string[];
  /** At most so many at once. */
  most?: number;
  /** What belongs to the form besides, as its button; not there while nobody can be looked up. */
  children?: ReactNode;
}

/** Chooses people in the organisation's directory, within a form of whoever uses it. */
export function UserPicker({ isConnected, search, connect, disconnect, texts, fieldName = "person", held = [], most = MOST_AT_ONCE, children }: UserPickerProps): ReactNode {
  const { view, ask, again } = useDirectorySearch(search, isConnected);
  const [term, setTerm] = useState("");
  const [picked, setPicked] = useState<readonly ChosenPerson[]>([]);
  // Whoever was given it by this very form is not chosen any more.
  const chosen = picked.filter(({ objectId }) => !held.includes(objectId));
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const { problem } = view;
  const isLost = problem?.kind === "consent-lost" || problem?.kind === "not-connected";
  if (!isConnected || isLost) return <ConnectDirectory texts={texts} connect={connect} isLost={isLost} />;
  if (problem?.kind === "not-member" || problem?.kind === "personal-account") return (
    <>
      <PickerProblemNotice problem={problem} texts={texts} retry={() => undefined} />
      <DisconnectDirectory texts={texts} disconnect={disconnect} />
    </>
  );

  const look = (wanted: string, pause: number): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void ask({ search: wanted, cursor: null }), pause);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    // Otherwise it would send the form.
    event.preventDefault();
    look(term, 0);
  };
  const toggle = ({ objectId, upn, name }: ChosenPerson): void =>
    setPicked((before) => (before.some((each) => each.objectId === objectId) ? before.filter((each) => each.objectId !== objectId) : [...before, { objectId, upn, name }]));
  const told = view.isBusy ? texts.searching : view.people.length > 0 ? filled(texts.shown, { count: view.people.length }) : view.search === "" ? texts.nobody : filled(texts.none, { search: view.search });

  return (
    <div className="flex min-w-0 flex-col gap-3">
      <ChosenPeople people={chosen} texts={texts} remove={(objectId) => setPicked((before) => before.filter((each) => each.objectId !== objectId))} leave={() => input.current?.focus()} />
      {chosen.map((person) => (
        <input key={person.objectId} type="hidden" name={fieldName} value={JSON.stringify(person)} />
      ))}
      <Field label={texts.search} hint={texts.searchHint} className="max-w-md">
        {(control) => (
          <Input
            {...control}
            ref={input}
            type="search"
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            value={term}
            onKeyDown={onKeyDown}
            onChange={(event) => {
              setTerm(event.target.value);
              look(event.target.value, PAUSE_MILLISECONDS);
            }}
          />
        )}
      </Field>
      <p role="status" className="flex not-empty:min-h-5 items-center gap-2 text-sm text-muted-foreground">
        {view.isBusy ? <Spinner /> : null}
        {problem === null || view.isBusy ? told : null}
      </p>
      {problem !== null && !view.isBusy ? <PickerProblemNotice problem={problem} texts={texts} retry={() => void again()} /> : null}
      <FoundPeople
        view={view}
        texts={texts}
        chosen={chosen}
        held={held}
        isFull={chosen.length >= most}
        toggle={toggle}
        more={() => ask({ search: view.search, cursor: view.nextCursor })}
      />
      {chosen.length >= most ? <p className="text-sm">{filled(texts.most, { count: most })}</p> : null}
      <div className="flex flex-wrap gap-2">{children}</div>
      <DisconnectDirectory texts={texts} disconnect={disconnect} />
    </div>
  );
}
