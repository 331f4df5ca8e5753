import { differenceWords, kindWords, OPEN_LOOK, resolutionLook, valueWords, type ValueWords } from "@/components/drift/drift-words";
import type { BadgeTone } from "@/components/ui/badge";
import type { GlyphName } from "@/components/ui/glyph";
import type { DriftLine } from "@/lib/subscriptions/drift-queries";

/** One difference as the table shows it. */
export interface DriftRow {
  readonly id: string;
  readonly driftId: number;
  /** null: there is no such subscription here. */
  readonly subscriptionHref: string | null;
  readonly name: string;
  readonly subscriptionId: string;
  readonly words: string;
  readonly meaning: string;
  readonly problem: string | null;
  readonly ours: ValueWords;
  readonly theirs: ValueWords;
  readonly agreedAt: string | null;
  readonly foundAt: string;
  readonly state: { readonly word: string; readonly tone: BadgeTone; readonly glyph: GlyphName; readonly meaning: string };
  readonly closedAt: string | null;
  readonly canRepair: boolean;
}

export function toDriftRow(line: DriftLine, { base, canRepair }: { base: string; canRepair: boolean }): DriftRow {
  const isClosed = line.closedAt !== null;
  return {
    id: String(line.id),
    driftId: line.id,
    subscriptionHref: line.subscriptionName === null ? null : `${base}/subscriptions/${line.subscriptionId}`,
    name: line.subscriptionName ?? (line.subscriptionId === "" ? "An entry without an id" : "Not in this portal"),
    subscriptionId: line.subscriptionId,
    words: differenceWords(line),
    meaning: isClosed ? "" : kindWords(line.kind).meaning,
    problem: line.problem,
    ours: valueWords(line, "ours", line.ours),
    theirs: valueWords(line, "theirs", line.theirs),
    agreedAt: line.agreedAt?.toISOString() ?? null,
    foundAt: line.foundAt.toISOString(),
    state: isClosed ? resolutionLook(line.resolution ?? "") : OPEN_LOOK,
    closedAt: line.closedAt?.toISOString() ?? null,
    canRepair,
  };
}
