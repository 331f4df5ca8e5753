import type { BadgeTone } from "@/components/ui/badge";
import { formatTime } from "@/components/ui/format-time";
import type { GlyphName } from "@/components/ui/glyph";
import type { ComparedField } from "@/lib/subscriptions/compare";
import type { RepairOutcome } from "@/lib/subscriptions/repair-drift";
import type { DriftKind, DriftResolution } from "@/lib/subscriptions/schema";
import type { StartOutcome } from "@/lib/subscriptions/start-reconciliation";

const FIELDS: Readonly<Record<ComparedField, string>> = {
  status: "Status",
  planId: "Plan",
  quantity: "Seats",
  startDate: "First day of the term",
  endDate: "Last day of the term",
  termUnit: "Billing term",
  autoRenew: "Renewal",
  name: "Name",
  beneficiary: "Who uses it",
  purchaser: "Who bought it",
  isFreeTrial: "Free trial",
  allowedCustomerOperations: "What the customer may do",
};

interface KindWords {
  readonly word: string;
  /** What it means and what to do; empty where that goes without saying. */
  readonly meaning: string;
}

export const DRIFT_KIND_WORDS: Readonly<Record<DriftKind, KindWords>> = {
  differs: { word: "A field differs", meaning: "" },
  missing: {
    word: "Not in Microsoft's list",
    meaning: "The portal has it, and Microsoft's list does not. Nothing was changed. “Repair” asks Microsoft's API about it; if it stays, open a ticket at Microsoft with the subscription's id.",
  },
  unregistered: {
    word: "Offer not registered",
    meaning: "Microsoft lists it, but its offer is not registered here. Register the offer with npm run portal -- offers apply: the next comparison adds the subscription.",
  },
  ended: {
    word: "Ended here only",
    meaning: "It is Unsubscribed here, and in Microsoft's list it is not. What has ended is never brought back: a return is a new purchase. “Repair” asks Microsoft's API once more; if it stays, open a ticket at Microsoft.",
  },
  unreadable: {
    word: "Entry cannot be read",
    meaning: "Microsoft's list has an entry in which something is missing or wrong. It is read again with every comparison; if it stays, open a ticket at Microsoft and name the fields.",
  },
};

/** How a difference was settled. */
export interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName;
  readonly meaning: string;
}

const RESOLUTIONS: Readonly<Record<DriftResolution, Look>> = {
  repaired: { word: "Repaired", tone: "success", glyph: "check", meaning: "The portal took over what Microsoft's API says." },
  agreed: { word: "Agreed", tone: "neutral", glyph: "check", meaning: "Microsoft's API said what the portal had: only its list was behind." },
  gone: { word: "Gone", tone: "neutral", glyph: "check", meaning: "A later comparison did not find it again." },
};

const TERMS: Readonly<Record<string, string>> = { P1M: "Monthly", P1Y: "Yearly", P2Y: "Two years", P3Y: "Three years", P4Y: "Four years", P5Y: "Five years" };
const YES_OR_NO: Readonly<Record<string, string>> = { true: "Yes", false: "No" };
const RENEWS: Readonly<Record<string, string>> = { true: "Renews by itself", false: "Ends with the term" };

/** What differs, in plain words; a field or kind of a later version is shown by its own. */
export function differenceWords({ kind, field }: { readonly kind: string; readonly field: string }): string {
  return kind === "differs" ? (find(FIELDS, field) ?? field) : kindWords(kind).word;
}

export function kindWords(kind: string): KindWords {
  return find(DRIFT_KIND_WORDS, kind) ?? { word: kind, meaning: "" };
}

export function resolutionLook(resolution: string): Look {
  return find(RESOLUTIONS, resolution) ?? { word: resolution, tone: "outline", glyph: "info", meaning: "" };
}

/** One side of a difference as people read it, in one line or several; `mono` for ids. */
export interface ValueWords {
  readonly text: string;
  readonly mono: boolean;
}

export function valueWords({ kind, field }: { readonly kind: string; readonly field: string }, side: "ours" | "theirs", value: string | null): ValueWords {
  if (value === null) return plain(kind === "missing" && side === "theirs" ? "Not listed" : kind === "unregistered" && side === "ours" ? "Not here" : "–");
  if (kind === "unregistered") return { text: value, mono: true };
  if (value === "" || value === "/") return plain("Nothing");
  switch (field) {
    case "beneficiary":
    case "purchaser": {
      const [tenant = "", person = ""] = value.split("/");
      return { text: [tenant && `tenant ${tenant}`, person && `person ${person}`].filter(Boolean).join("\n"), mono: true };
    }
    case "startDate":
    case "endDate":
      return plain(formatTime(value, "day", "en-GB", "UTC"));
    case "termUnit":
      return plain(find(TERMS, value) ?? value);
    case "autoRenew":
      return plain(find(RENEWS, value) ?? value);
    case "isFreeTrial":
      return plain(find(YES_OR_NO, value) ?? value);
    case "allowedCustomerOperations":
      return plain(value.split(" ").join(", "));
    case "planId":
      return { text: value, mono: true };
    default:
      return plain(value);
  }
}

export interface Told {
  readonly tone: "success" | "info" | "warning";
  readonly title: string;
  readonly text: string;
}

/** What came of a repair; `name` of the subscription. */
export function repairWords(outcome: RepairOutcome, name: string): Told {
  switch (outcome.kind) {
    case "repaired":
      return { tone: "success", title: `Repaired: ${name}`, text: "Microsoft's API was asked, and the portal has what it says." };
    case "agreed":
      return { tone: "success", title: `Nothing to repair: ${name}`, text: "Microsoft's API says what the portal has. Only its list is behind, so the difference is closed." };
    case "closed":
      return { tone: "info", title: `Settled already: ${name}`, text: "Somebody else, or a comparison, was quicker." };
    case "not-repairable":
      return { tone: "warning", title: `It cannot be repaired from here: ${name}`, text: "Beside the difference stands what to do about it." };
    case "open":
      return { tone: "warning", title: `It stays open: ${name}`, text: outcome.problem };
  }
}

/** What came of asking for a comparison. */
export const START_WORDS: Readonly<Record<StartOutcome["kind"], string>> = {
  started: "The comparison is under way: this page follows it.",
  running: "A comparison is under way already, or is tried again soon.",
  "nothing-to-ask": "There is nothing to compare yet: register an offer first.",
};

function plain(text: string): ValueWords {
  return { text, mono: false };
}

function find<Value>(words: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
