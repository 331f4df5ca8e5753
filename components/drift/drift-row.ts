import { differenceWords, kindWords, resolutionLook, valueWords, type Look, type ValueWords } from "@/components/drift/drift-words";
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
  /** How it was settled, and when; null while it is open. */
  readonly settled: { readonly look: Look; readonly at: string } | null;
  readonly canRepair: boolean;
}

export function toDriftRow(line: DriftLine, { base, canRepair }: { base: string; canRepair: boolean }): DriftRow {
  return {
    id: String(line.id),
    driftId: line.id,
    subscriptionHref: line.subscriptionName === null ? null : `${base}/subscriptions/${line.subscriptionId}`,
    name: line.subscriptionName ?? (line.subscriptionId === "" ? "An entry without an id" : "Not in this portal"),
    subscriptionId: line.subscriptionId,
    words: differenceWords(line),
    meaning: line.closedAt === null ? kindWords(line.kind).meaning : "",
    problem: line.problem,
    ours: valueWords(line, "ours", line.ours),
    theirs: valueWords(line, "theirs", line.theirs),
    agreedAt: line.agreedAt?.toISOString() ?? null,
    foundAt: line.foundAt.toISOString(),
    settled: line.closedAt === null ? null : { look: resolutionLook(line.resolution ?? ""), at: line.closedAt.toISOString() },
    canRepair,
  };
}
