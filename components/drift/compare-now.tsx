"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { START_WORDS } from "@/components/drift/drift-words";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StartOutcome } from "@/lib/subscriptions/start-reconciliation";

interface CompareNowProps {
  compare: () => Promise<StartOutcome>;
  isUnderWay: boolean;
}

/** Asks for a comparison now, and says what came of it until that is over. */
export function CompareNow({ compare, isUnderWay }: CompareNowProps): ReactNode {
  const [outcome, setOutcome] = useState<StartOutcome | null>(null);
  return (
    <form action={async () => setOutcome(await compare())} className="flex flex-col items-start gap-1 sm:items-end">
      <SubmitButton variant="outline" pendingText="Asking…">
        Compare now
      </SubmitButton>
      <p role="status" className="text-xs text-muted-foreground empty:hidden">
        {outcome === null || (outcome.kind !== "nothing-to-ask" && !isUnderWay) ? null : START_WORDS[outcome.kind]}
      </p>
    </form>
  );
}
