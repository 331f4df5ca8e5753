"use client";

import { useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { formatTime } from "@/components/ui/format-time";
import type { TimePrecision } from "@/components/ui/format-time";

interface LocalTimeProps {
  /** ISO 8601, UTC. */
  iso: string;
  precision?: TimePrecision;
  locale?: string;
}

const subscribe = (): (() => void) => () => undefined;

/** A moment in the viewer's zone, with UTC on hover; the server, which does not know the zone, renders UTC. */
export function LocalTime({ iso, precision = "minute", locale = "en-GB" }: LocalTimeProps): ReactNode {
  const hydrated = useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
  return (
    <time dateTime={iso} title={formatTime(iso, "second", locale, "UTC")} className="whitespace-nowrap">
      {formatTime(iso, precision, locale, hydrated ? undefined : "UTC")}
    </time>
  );
}
