import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { ReplayOutcome } from "@/lib/inbox/replay";

const WORDS: Readonly<Record<ReplayOutcome["kind"], { readonly tone: "success" | "info"; readonly title: string; readonly text: string }>> = {
  replayed: { tone: "success", title: "The call is processed again", text: "What comes of it appears under Processing." },
  due: { tone: "info", title: "The call is about to be processed anyway", text: "There was nothing to ask for: it waits for the next free worker." },
  running: { tone: "info", title: "The call is being processed at this moment", text: "There was nothing to ask for. Replay it once more if what comes of it is not what you expect." },
};

/** What came of asking for a replay; nothing where nobody did. */
export function ReplayNotice({ outcome }: { outcome: string | undefined }): ReactNode {
  const words = Object.entries(WORDS).find(([kind]) => kind === outcome)?.[1];
  return words ? <Alert tone={words.tone} role="status" title={words.title}>{words.text}</Alert> : null;
}
