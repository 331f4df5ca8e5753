import type { ReactNode } from "react";
import { callLook, decisionLook, type Look } from "@/components/inbox/inbox-words";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyph";

/** What came of a call, in one word. */
export function CallStatus({ state, outcome }: { state: string; outcome: string | null }): ReactNode {
  return <Word look={callLook(state, outcome)} />;
}

/** What a call was answered, in one word. */
export function DecisionStatus({ decision }: { decision: string | null }): ReactNode {
  return <Word look={decisionLook(decision)} />;
}

function Word({ look: { word, tone, glyph } }: { look: Look }): ReactNode {
  return (
    <Badge tone={tone} icon={<Glyph name={glyph} />}>
      {word}
    </Badge>
  );
}
