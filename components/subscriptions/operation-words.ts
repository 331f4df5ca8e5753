import type { BadgeTone } from "@/components/ui/badge";
import type { GlyphName } from "@/components/ui/glyph";
import type { OperationLine } from "@/lib/subscriptions/operation-queries";

interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName;
}

const LOOKS = new Map<string, Look>([
  ["NotStarted", { word: "Not started", tone: "neutral", glyph: "clock" }],
  ["InProgress", { word: "Under way", tone: "info", glyph: "clock" }],
  ["Succeeded", { word: "Succeeded", tone: "success", glyph: "check" }],
  ["Failed", { word: "Failed", tone: "error", glyph: "cross" }],
  ["Conflict", { word: "Conflict", tone: "warning", glyph: "warning" }],
]);

/** Where an operation stands; a word that Microsoft adds is shown as it is. */
export function operationLook(status: string): Look {
  return LOOKS.get(status) ?? { word: status, tone: "outline", glyph: "info" };
}

/** From which plan or number of seats to which, as far as it is known; empty for what changes neither. */
export function targetWords({ action, planFrom, planTo, quantityFrom, quantityTo }: Pick<OperationLine, "action" | "planFrom" | "planTo" | "quantityFrom" | "quantityTo">): string {
  if (action === "ChangePlan") return fromTo(planFrom, planTo);
  return action === "ChangeQuantity" ? fromTo(quantityFrom, quantityTo) : "";
}

function fromTo(from: string | number | null, to: string | number | null): string {
  if (to === null) return "";
  return from === null || from === to ? `to ${to}` : `${from} → ${to}`;
}
