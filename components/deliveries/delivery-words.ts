import type { BadgeTone } from "@/components/ui/badge";
import type { GlyphName } from "@/components/ui/glyph";
import type { ActionType } from "@/lib/actions/schema";
import type { AttemptOutcome, DeliveryKind, DeliveryState, EndpointKind } from "@/lib/actions/deliveries/schema";

/** How a word of a message looks, and what it means to whoever reads it for the first time. */
export interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName;
  readonly meaning: string;
}

export const STATE_LOOK: Readonly<Record<DeliveryState, Look>> = {
  waiting: { word: "Waiting", tone: "info", glyph: "clock", meaning: "It is sent as soon as its turn comes; after a failure again and again, for three days." },
  delivered: { word: "Delivered", tone: "success", glyph: "check", meaning: "Your system answered that it has it." },
  dead: { word: "Given up", tone: "error", glyph: "error", meaning: "It could not be delivered. It is kept for 90 days; until then it can be sent again." },
  withdrawn: { word: "Withdrawn", tone: "neutral", glyph: "cross", meaning: "It means nothing any more, so it is not sent." },
};

const OUTCOME_LOOK: Readonly<Record<AttemptOutcome, Look>> = {
  delivered: { word: "Delivered", tone: "success", glyph: "check", meaning: "" },
  failed: { word: "Failed", tone: "error", glyph: "error", meaning: "" },
  refused: { word: "Not sent", tone: "error", glyph: "cross", meaning: "" },
  lost: { word: "Cut off", tone: "warning", glyph: "warning", meaning: "" },
};
const UNDER_WAY: Look = { word: "Under way", tone: "info", glyph: "clock", meaning: "" };

export const KIND_WORDS: Readonly<Record<DeliveryKind, string>> = { activation: "Activation", action: "Action", test: "Test" };
export const ENDPOINT_WORDS: Readonly<Record<EndpointKind, string>> = { activation: "Activation endpoint", log: "Log endpoint" };

const SUBJECT_WORDS: Readonly<Record<ActionType, string>> = {
  Resolve: "Purchase opened",
  RequestActivation: "Activation asked for",
  FailActivation: "Activation failed",
  RetryActivation: "Activation retried",
  FinishActivation: "Activation finished by hand",
  RefuseActivation: "Activation refused",
  Activate: "Activation",
  ChangePlan: "Change of plan",
  ChangeQuantity: "Change of seats",
  Renew: "Renewal",
  Suspend: "Suspension",
  Reinstate: "Reinstatement",
  Unsubscribe: "End of a subscription",
  Subscribe: "Start of a subscription",
  Cancel: "Cancellation",
  Assign: "Seat given",
  Unassign: "Seat taken back",
  Invite: "Invitation",
  RenewInvitation: "Invitation renewed",
  AcceptInvitation: "Invitation accepted",
  RevokeInvitation: "Invitation taken back",
  ExpireInvitation: "Invitation expired",
  RequestSeat: "Seat asked for",
  RequestAccess: "Access asked for",
  DeclineRequest: "Request declined",
  AddManager: "Manager added",
  RemoveManager: "Manager removed",
  TransferOwnership: "Subscription handed over",
};

/** The words of the publisher's pages; what a later version writes is shown as it is. */
export function deliveryLook(state: string): Look {
  return find(STATE_LOOK, state);
}

export function attemptLook(outcome: string | null): Look {
  return outcome === null ? UNDER_WAY : find(OUTCOME_LOOK, outcome);
}

export function kindWords(kind: string): string {
  return word(KIND_WORDS, kind);
}

export function endpointWords(kind: string): string {
  return word(ENDPOINT_WORDS, kind);
}

/** What a message is about. */
export function subjectWords(kind: string, subject: string): string {
  if (kind === "test") return "Test";
  return kind === "activation" ? "Subscription to be set up" : word(SUBJECT_WORDS, subject);
}

/** What the clock of whoever answered says; null where it is right, or it said nothing. */
export function skewWords(seconds: number | null): string | null {
  if (seconds === null || Math.abs(seconds) <= 60) return null;
  return `Your system's clock is ${spanWords(Math.abs(seconds))} ${seconds > 0 ? "ahead of" : "behind"} the portal's. From 5 minutes on it turns messages away, because they look too old or too new.`;
}

const SPANS: readonly (readonly [seconds: number, word: string])[] = [[86_400, "day"], [3_600, "hour"], [60, "minute"], [1, "second"]];

/** How long something takes or lasts, roughly. */
export function spanWords(seconds: number): string {
  const [size, name] = SPANS.find(([each]) => seconds >= each) ?? [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

export function tookWords(milliseconds: number | null): string {
  if (milliseconds === null) return "–";
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}

/** @param most beyond it is not counted. */
export function countWords(count: number, most: number): string {
  return count > most ? `${most.toLocaleString("en")}+` : count.toLocaleString("en");
}

function find(looks: Readonly<Record<string, Look>>, key: string): Look {
  return looks[key] ?? { word: key, tone: "outline", glyph: "info", meaning: "" };
}

function word(words: Readonly<Record<string, string>>, key: string): string {
  return words[key] ?? key;
}
