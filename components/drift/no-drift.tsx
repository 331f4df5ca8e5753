import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import type { ReconciliationLine } from "@/lib/subscriptions/drift-queries";

interface NoDriftProps {
  view: "open" | "closed";
  lines: readonly ReconciliationLine[];
  /** Since when both are the same; null: no list was read to its end yet. */
  since: Date | null;
  mayCompare: boolean;
  offersHref: string;
}

/** Where no difference is to be shown: because there is none, or because nobody has looked. */
export function NoDrift({ view, lines, since, mayCompare, offersHref }: NoDriftProps): ReactNode {
  if (view === "closed") {
    return (
      <EmptyState icon={<Glyph name="info" />} title="Nothing was settled yet">
        A difference that was repaired, or is gone by itself, is kept here.
      </EmptyState>
    );
  }
  if (lines.length === 0) {
    return (
      <EmptyState icon={<Glyph name="info" />} title="Nothing to compare yet" action={<Button asChild variant="outline"><Link href={offersHref}>Show the offers</Link></Button>}>
        Register an offer and the application that sells it: then Microsoft&apos;s list of its subscriptions is read every hour.
      </EmptyState>
    );
  }
  if (since === null) {
    return (
      <EmptyState icon={<Glyph name="info" />} title="Nothing was compared yet">
        {mayCompare ? "Press “Compare now”, or wait for the next full comparison, at 17 minutes past the hour." : "The next comparison begins at 17 minutes past the hour."} If none comes, look whether a worker runs.
      </EmptyState>
    );
  }
  if (lines.some(({ latest }) => latest === null || latest.problem !== null)) {
    return (
      <EmptyState icon={<Glyph name="warning" />} title="No difference is known, but not everything was compared">
        What is missing stands above. The comparison is tried again every hour{mayCompare ? ", or with “Compare now”" : ""}.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<Glyph name="success" />} title="The portal and Microsoft agree">
      There has been no open difference since <LocalTime iso={since.toISOString()} />. What Microsoft&apos;s calls do not bring is found here within the hour.
    </EmptyState>
  );
}
