import Link from "next/link";
import type { ReactNode } from "react";
import { STATE_WORDS, SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { SUBSCRIPTION_STATES, type SubscriptionState } from "@/lib/subscriptions/schema";

interface StateCountsProps {
  counts: Readonly<Record<SubscriptionState, number>>;
  /** Path of the list of subscriptions. */
  path: string;
}

/** What only a publisher whose system sets subscriptions up has, and what Microsoft made up. */
const RARE: readonly SubscriptionState[] = ["set-up-failed", "unknown"];

/** How many subscriptions stand where; each number leads to them. A state that not everybody's purchases have is shown only where there is one. */
export function StateCounts({ counts, path }: StateCountsProps): ReactNode {
  const states = SUBSCRIPTION_STATES.filter((state) => counts[state] > 0 || !RARE.includes(state));
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-flow-col lg:auto-cols-fr lg:grid-cols-none">
      {states.map((state) => (
        <li key={state}>
          <Link
            href={`${path}?state=${state}`}
            prefetch={false}
            className="flex h-full flex-col-reverse items-start justify-end gap-2 rounded-lg border bg-card p-3 shadow-xs hover:bg-accent sm:p-4"
          >
            <SubscriptionStatus state={state}>{STATE_WORDS[state]}</SubscriptionStatus>
            <span className="text-2xl font-semibold tracking-tight">{counts[state].toLocaleString("en-GB")}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
