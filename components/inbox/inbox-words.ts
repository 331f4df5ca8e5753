import type { BadgeTone } from "@/components/ui/badge";
import type { GlyphName } from "@/components/ui/glyph";
import type { Decision, InboxState, Outcome, Rejection, Step } from "@/lib/inbox/schema";

/** How a word of the inbox looks, and what it means to whoever reads it for the first time. */
export interface Look {
  readonly word: string;
  readonly tone: BadgeTone;
  readonly glyph: GlyphName;
  readonly meaning: string;
}

const ACTION_WORDS: Readonly<Record<string, string>> = {
  ChangePlan: "Change of plan",
  ChangeQuantity: "Change of seats",
  Reinstate: "Reinstatement",
  Renew: "Renewal",
  Suspend: "Suspension",
  Unsubscribe: "Cancellation",
  Subscribe: "Start of a subscription",
};

export const STATE_LOOK: Readonly<Record<InboxState, Look>> = {
  waiting: { word: "Waiting", tone: "info", glyph: "clock", meaning: "It is not looked after yet, or Microsoft is not done with it: the portal goes on by itself." },
  failed: { word: "Failed", tone: "error", glyph: "error", meaning: "The last attempt failed. It is tried again by itself, later and later; once its job was given up, it waits for you." },
  processed: { word: "Processed", tone: "success", glyph: "check", meaning: "It was looked after." },
};

export const OUTCOME_LOOK: Readonly<Record<Outcome, Look>> = {
  applied: { word: "Applied", tone: "success", glyph: "check", meaning: "Microsoft's API says so too, and the subscription here is now what Microsoft has." },
  unchanged: { word: "Nothing to change", tone: "neutral", glyph: "check", meaning: "The subscription here was already what Microsoft's API says." },
  refused: { word: "Refused", tone: "warning", glyph: "cross", meaning: "We refused the change, and Microsoft did not make it." },
  failed: { word: "Not made", tone: "warning", glyph: "cross", meaning: "Microsoft did not make the change, though nobody refused it here." },
  contradicted: { word: "Contradicted", tone: "error", glyph: "warning", meaning: "Microsoft's API says otherwise, so the call was not believed: what counts is what the API says." },
  unverified: { word: "Not verified", tone: "error", glyph: "warning", meaning: "Microsoft's API knows nothing of it, so nothing was changed." },
  unregistered: { word: "Offer not registered", tone: "warning", glyph: "warning", meaning: "It is about an offer that is not registered in this portal: nothing was changed." },
};

export const DECISION_LOOK: Readonly<Record<Decision, Look>> = {
  accepted: { word: "Accepted", tone: "success", glyph: "check", meaning: "Microsoft asked about a change, and we agreed." },
  refused: { word: "Refused", tone: "warning", glyph: "cross", meaning: "Microsoft asked about a change, and we refused it." },
  noted: { word: "Noted", tone: "neutral", glyph: "info", meaning: "Nothing was asked: Microsoft told us, and we took it." },
};

export const UNDECIDED_LOOK: Look = { word: "Not answered", tone: "warning", glyph: "clock", meaning: "The portal stopped before it had answered: Microsoft calls again." };

export const SOURCE_WORDS: Readonly<Record<string, string>> = {
  Azure: "Customer or Microsoft",
  Partner: "A change of our own",
};
export const UNSAID_SOURCE = "Not said";

export const STEP_LOOK: Readonly<Record<Step, { readonly words: string; readonly tone: "plain" | "good" | "bad"; readonly glyph: GlyphName }>> = {
  decided: { words: "Decided", tone: "plain", glyph: "check" },
  "asked-publisher": { words: "Your system was asked", tone: "plain", glyph: "people" },
  verified: { words: "Microsoft's API was asked", tone: "plain", glyph: "search" },
  looked: { words: "Microsoft's API does not show it yet", tone: "plain", glyph: "clock" },
  acknowledged: { words: "Microsoft was told that the change is done", tone: "plain", glyph: "check" },
  "acknowledge-failed": { words: "Microsoft could not be told that the change is done: it is tried again", tone: "bad", glyph: "warning" },
  "acknowledge-refused": { words: "Microsoft did not take our word that the change is done", tone: "bad", glyph: "cross" },
  applied: { words: "The subscription was brought up to date", tone: "good", glyph: "check" },
  finished: { words: "Finished", tone: "good", glyph: "success" },
  error: { words: "An attempt failed", tone: "bad", glyph: "error" },
  replayed: { words: "Processed again by hand", tone: "plain", glyph: "history" },
};

interface RejectionWords {
  readonly reason: string;
  readonly todo: string;
}

const FORGED = "If nobody of yours tried it out, somebody forged a call. There is nothing to do: it was kept out.";

export const REJECTION_WORDS: Readonly<Record<Rejection, RejectionWords>> = {
  "no-token": { reason: "It carried no token", todo: "Whoever called was not Microsoft: a scanner, for example, or somebody trying the address in a browser. There is nothing to do." },
  malformed: { reason: "Its token is none that Entra issues", todo: FORGED },
  algorithm: { reason: "Its token is not signed the way Entra signs", todo: FORGED },
  "unknown-key": { reason: "Its token is signed with a key that Entra does not publish for your tenant", todo: "Usually a forged call. If Microsoft's own calls are missing, look whether your application in Entra has a signing key of its own (claims mapping): that is not supported, take it away." },
  signature: { reason: "Its signature is wrong", todo: FORGED },
  issuer: { reason: "Its token was issued for another tenant", todo: "Compare the tenant of the technical configuration here with the one in Partner Center. If they are the same, the call was forged." },
  audience: { reason: "Its token is meant for another application", todo: "The technical configuration here and the one in Partner Center differ: compare the application (client) id on the offer's page with the one there." },
  tenant: { reason: "Its token comes from another tenant", todo: "The technical configuration here and the one in Partner Center differ: compare the tenant id on the offer's page with the one there." },
  caller: { reason: "It was not Microsoft's marketplace that called", todo: "Some other application of your own tenant holds a token for this one. Find out which, if it was not meant as a trial." },
  expired: { reason: "Its token had expired", todo: "Compare the clock of this server with the true time. If it is right, somebody sent an old call once more." },
  "not-yet-valid": { reason: "Its token is not valid yet", todo: "Compare the clock of this server with the true time: it is probably slow." },
  key: { reason: "The key in its address is missing or wrong", todo: "The token was good. Copy the webhook's address with its key from the offer's page into Partner Center; if the key is lost, make a new one there." },
};

/** The words of the publisher's pages; what a later version writes is shown as it is. */
export function actionWords(action: string): string {
  return find(ACTION_WORDS, action) ?? action;
}

export function sourceWords(source: string | null): string {
  return source === null ? UNSAID_SOURCE : (find(SOURCE_WORDS, source) ?? source);
}

/** Where a call stands: what came of it, or that it is not over. */
export function callLook(state: string, outcome: string | null): Look {
  const isOver = state === "processed" && outcome !== null;
  const word = isOver ? outcome : state;
  return (isOver ? find<Look>(OUTCOME_LOOK, word) : find<Look>(STATE_LOOK, word)) ?? unheardOf(word);
}

export function decisionLook(decision: string | null): Look {
  return decision === null ? UNDECIDED_LOOK : (find<Look>(DECISION_LOOK, decision) ?? unheardOf(decision));
}

export function stepLook(step: string): (typeof STEP_LOOK)[Step] {
  return find(STEP_LOOK, step) ?? { words: step, tone: "plain", glyph: "info" };
}

export function rejectionWords(reason: string): RejectionWords {
  return find(REJECTION_WORDS, reason) ?? { reason, todo: "Look into the log of the portal." };
}

function unheardOf(word: string): Look {
  return { word, tone: "outline", glyph: "info", meaning: "" };
}

function find<Value>(words: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.entries(words).find(([known]) => known === word)?.[1];
}
