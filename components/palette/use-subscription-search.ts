import { useEffect, useState } from "react";
import { foundSubscriptions, type FoundSubscription } from "@/lib/subscriptions/schema";

export type SearchState = { readonly kind: "idle" | "searching" | "failed" } | { readonly kind: "found"; readonly items: readonly FoundSubscription[]; readonly more: boolean };

/** A person at the keyboard pauses longer than this when they have typed what they mean. */
const PAUSE_MILLISECONDS = 180;

/** What the server finds for `search`. An answer to anything typed before is not shown: Enter must not open what no longer fits. */
export function useSubscriptionSearch(path: string, search: string): SearchState {
  const [answer, setAnswer] = useState<{ search: string; state: SearchState } | null>(null);
  useEffect(() => {
    if (search === "") return;
    const gone = new AbortController();
    const timer = setTimeout(() => {
      void ask(path, search, gone.signal).then((state) => {
        if (!gone.signal.aborted) setAnswer({ search, state });
      });
    }, PAUSE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      gone.abort();
    };
  }, [path, search]);
  if (search === "") return { kind: "idle" };
  return answer?.search === search ? answer.state : { kind: "searching" };
}

async function ask(path: string, search: string, signal: AbortSignal): Promise<SearchState> {
  try {
    const response = await fetch(`${path}?${new URLSearchParams({ search })}`, { signal });
    if (!response.ok) return { kind: "failed" };
    return { kind: "found", ...foundSubscriptions.parse(await response.json()) };
  } catch {
    return { kind: "failed" };
  }
}
