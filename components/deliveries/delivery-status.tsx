import type { ReactNode } from "react";
import { attemptLook, deliveryLook, type Look } from "@/components/deliveries/delivery-words";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyph";

/** Where a message stands, in one word. */
export function DeliveryStatus({ state }: { state: string }): ReactNode {
  return <Word look={deliveryLook(state)} />;
}

/** How one attempt at it went. */
export function AttemptStatus({ outcome }: { outcome: string | null }): ReactNode {
  return <Word look={attemptLook(outcome)} />;
}

function Word({ look: { word, tone, glyph } }: { look: Look }): ReactNode {
  return (
    <Badge tone={tone} icon={<Glyph name={glyph} />}>
      {word}
    </Badge>
  );
}
