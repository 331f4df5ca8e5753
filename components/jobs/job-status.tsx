import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Glyph, type GlyphName } from "@/components/ui/glyph";
import type { AttemptOutcome, JobState } from "@/lib/jobs/schema";

interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName;
}

export const JOB_STATE_LOOK: Record<JobState, Look> = {
  waiting: { word: "Waiting", tone: "neutral", glyph: "clock" },
  running: { word: "Running", tone: "info", glyph: "clock" },
  failed: { word: "Failed, will retry", tone: "warning", glyph: "warning" },
  dead: { word: "Given up", tone: "error", glyph: "error" },
  done: { word: "Done", tone: "success", glyph: "check" },
};

const OUTCOME_LOOK: Record<AttemptOutcome, Look> = {
  done: { word: "Done", tone: "success", glyph: "check" },
  again: { word: "Goes on later", tone: "neutral", glyph: "clock" },
  failed: { word: "Failed", tone: "error", glyph: "error" },
  returned: { word: "Handed back", tone: "neutral", glyph: "info" },
  lost: { word: "Worker lost", tone: "warning", glyph: "warning" },
};

const UNDER_WAY: Look = { word: "Under way", tone: "info", glyph: "clock" };

/** Where a job stands, or how one attempt at it went; a word of a later version is shown as it is. */
export function JobStatus({ state }: { state: string }): ReactNode {
  return <Word look={find(JOB_STATE_LOOK, state)} />;
}

export function AttemptStatus({ outcome }: { outcome: string | null }): ReactNode {
  return <Word look={outcome === null ? UNDER_WAY : find(OUTCOME_LOOK, outcome)} />;
}

function find(looks: Readonly<Record<string, Look>>, word: string): Look {
  return looks[word] ?? { word, tone: "outline", glyph: "info" };
}

function Word({ look: { word, tone, glyph } }: { look: Look }): ReactNode {
  return (
    <Badge tone={tone} icon={<Glyph name={glyph} />}>
      {word}
    </Badge>
  );
}
