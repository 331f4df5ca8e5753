import type { ReactNode } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Glyph, type GlyphName } from "@/components/ui/glyph";
import type { SubscriptionState } from "@/lib/subscriptions/schema";

/** Colour and icon of each state; the word comes from messages/ (customers) or from STATE_WORDS (staff). */
const LOOK: Record<SubscriptionState, { tone: BadgeTone; glyph: GlyphName }> = {
  pending: { tone: "warning", glyph: "clock" },
  activating: { tone: "info", glyph: "clock" },
  "set-up-failed": { tone: "error", glyph: "error" },
  subscribed: { tone: "success", glyph: "check" },
  suspended: { tone: "error", glyph: "warning" },
  unsubscribed: { tone: "neutral", glyph: "cross" },
  unknown: { tone: "outline", glyph: "info" },
};

/** The words of the publisher's pages. */
export const STATE_WORDS: Record<SubscriptionState, string> = {
  pending: "Waiting for activation",
  activating: "Activating",
  "set-up-failed": "Not set up",
  subscribed: "Subscribed",
  suspended: "Suspended",
  unsubscribed: "Unsubscribed",
  unknown: "Unknown",
};

/** Where a subscription stands, in one word. */
export function SubscriptionStatus({ state, children }: { state: SubscriptionState; children: ReactNode }): ReactNode {
  const { tone, glyph } = LOOK[state];
  return (
    <Badge tone={tone} icon={<Glyph name={glyph} />}>
      {children}
    </Badge>
  );
}
