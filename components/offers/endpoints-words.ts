import type { ActivationMode } from "@/lib/offers/schema";

/** How a subscription of the offer becomes active. */
export const ACTIVATION_MODE_WORDS: Readonly<Record<ActivationMode, string>> = {
  automatic: "As soon as the customer confirms",
  endpoint: "When your system has set it up",
};

/** A number of minutes as people say it. */
export function minutesWords(minutes: number): string {
  const [count, unit] = minutes % 1440 === 0 ? [minutes / 1440, "day"] : minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
