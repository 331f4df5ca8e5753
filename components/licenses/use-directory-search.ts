"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { DirectoryOutcome, DirectorySearch } from "@/lib/licenses/directory/search";

type Page = Extract<DirectoryOutcome, { kind: "page" }>;
/** `offline`: the portal itself did not answer. */
export type PickerProblem = Exclude<DirectoryOutcome, Page> | { readonly kind: "offline" };

export interface DirectoryView {
  readonly people: Page["people"];
  readonly nextCursor: string | null;
  /** What `people` were found by. */
  readonly search: string;
  readonly isBusy: boolean;
  readonly problem: PickerProblem | null;
}

const EMPTY: DirectoryView = { people: [], nextCursor: null, search: "", isBusy: true, problem: null };

export type Look = (asked: DirectorySearch) => Promise<DirectoryOutcome>;

/**
 * What was found last. One question is under way at a time, and of those that come meanwhile only the newest is asked
 * afterwards: an answer that comes late never stands in the place of a newer one.
 */
export function useDirectorySearch(look: Look, isConnected: boolean): { view: DirectoryView; ask: (asked: DirectorySearch) => Promise<void>; again: () => Promise<void> } {
  const [view, setView] = useState(EMPTY);
  const wanted = useRef<DirectorySearch | null>(null);
  const last = useRef<DirectorySearch>({ search: "", cursor: null });
  const isRunning = useRef(false);

  const ask = useCallback(
    async (asked: DirectorySearch): Promise<void> => {
      wanted.current = asked;
      last.current = asked;
      setView((before) => ({ ...before, isBusy: true }));
      if (isRunning.current) return;
      isRunning.current = true;
      while (wanted.current !== null) {
        const current: DirectorySearch = wanted.current;
        wanted.current = null;
        const outcome = await look(current).catch((): PickerProblem => ({ kind: "offline" }));
        setView((before) => (wanted.current === null ? viewAfter(before, current, outcome) : before));
      }
      isRunning.current = false;
    },
    [look],
  );
  const again = useCallback(() => ask(last.current), [ask]);

  useEffect(() => {
    if (!isConnected) return;
    const timer = setTimeout(() => void ask({ search: "", cursor: null }));
    return () => clearTimeout(timer);
  }, [ask, isConnected]);

  return { view, ask, again };
}

/** A further page is put behind the others; who is among them already, because the directory began anew, is not put there twice. */
export function viewAfter(before: DirectoryView, asked: DirectorySearch, outcome: DirectoryOutcome | PickerProblem): DirectoryView {
  if (outcome.kind !== "page") return { ...before, isBusy: false, problem: outcome };
  const earlier = asked.cursor === null ? [] : before.people;
  const known = new Set(earlier.map(({ objectId }) => objectId));
  return { people: [...earlier, ...outcome.people.filter(({ objectId }) => !known.has(objectId))], nextCursor: outcome.nextCursor, search: asked.search.trim(), isBusy: false, problem: null };
}
