import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Glyph } from "@/components/ui/glyph";

interface WaitsBadgeProps {
  /** For how many days at least it waits to be activated; 0: nothing to point at. */
  days: number;
}

/** Staff only: a purchase that nobody activates. After 30 days Microsoft may cancel it. */
export function WaitsBadge({ days }: WaitsBadgeProps): ReactNode {
  if (days === 0) return null;
  return (
    <Badge tone={days >= 25 ? "error" : "warning"} icon={<Glyph name="warning" />}>
      waits {days} {days === 1 ? "day" : "days"}
    </Badge>
  );
}
