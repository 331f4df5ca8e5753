import { readChange, readConcerned } from "@/lib/actions/schema";

interface Told {
  readonly type: string;
  readonly actorKind: string;
  readonly actorName: string | null;
  readonly details: string | null;
}

/** What each type of action means, after the name of whoever did it. */
const WORDS: Readonly<Record<string, string>> = {
  Resolve: "opened the purchase on the landing page",
  RequestActivation: "confirmed the order: the publisher's system was asked to set it up",
  FailActivation: "could not set the subscription up",
  RetryActivation: "had the subscription set up once more",
  FinishActivation: "had the subscription activated without waiting for the publisher's system",
  RefuseActivation: "refused the order",
  Activate: "activated the subscription",
  ChangePlan: "changed the plan",
  ChangeQuantity: "changed the seats",
  Renew: "renewed the subscription",
  Suspend: "suspended the subscription",
  Reinstate: "reinstated the subscription",
  Unsubscribe: "ended the subscription",
  Subscribe: "confirmed the subscription",
  Cancel: "cancelled the subscription",
  Assign: "gave a seat",
  Unassign: "took a seat back",
  Invite: "invited somebody",
  RenewInvitation: "made a new link for an invitation",
  AcceptInvitation: "opened an invitation, and had a seat already",
  RevokeInvitation: "took an invitation back",
  ExpireInvitation: "ended an invitation that was too old",
  RequestSeat: "asked for a seat",
  RequestAccess: "asked to become a manager",
  DeclineRequest: "declined a request",
  AddManager: "made somebody a manager",
  RemoveManager: "removed a manager",
  TransferOwnership: "handed the subscription over",
};

const ACTOR_WORDS: Readonly<Record<string, string>> = {
  visitor: "Somebody who was not signed in",
  marketplace: "Microsoft",
  "api-key": "An API key",
  "publisher-system": "Your system",
  job: "A background job",
  "command-line": "The command line",
};

/** Where it is known whom an action is about. */
const WORDS_WITH_USER: Readonly<Record<string, (user: string) => string>> = {
  Assign: (user) => `gave ${user} a seat`,
  Unassign: (user) => `took the seat of ${user} back`,
  Invite: (user) => `invited ${user}`,
  RenewInvitation: (user) => `made a new link for ${user}`,
  ExpireInvitation: (user) => `ended the invitation of ${user}, which was too old`,
  RevokeInvitation: (user) => `took the invitation of ${user} back`,
  DeclineRequest: (user) => `declined the request of ${user}`,
  AddManager: (user) => `made ${user} a manager`,
  RemoveManager: (user) => `removed ${user} from the managers`,
  TransferOwnership: (user) => `handed the subscription over to ${user}`,
};

/** Microsoft tells of these without saying whose wish they were. */
const OF_CUSTOMERS_TOO: readonly string[] = ["ChangePlan", "ChangeQuantity", "Unsubscribe"];

/** Who did it, for the staff. */
export function actorWords({ type, actorKind, actorName }: Told): string {
  if (actorName !== null) return actorName;
  return actorKind === "marketplace" && OF_CUSTOMERS_TOO.includes(type) ? "The customer or Microsoft" : (ACTOR_WORDS[actorKind] ?? actorKind);
}

/** What was done, with what is known of it; empty for a type of a later version. */
export function actionSentence({ type, details }: Told): string {
  const words = Object.hasOwn(WORDS, type) ? (WORDS[type] ?? "") : "";
  const concerned = readConcerned(type, details);
  if (concerned !== null) return WORDS_WITH_USER[type]?.(concerned.user) ?? words;
  const change = readChange(type, details);
  switch (change?.kind) {
    case "plan":
      return `${words}${fromTo(change.from, change.to)}${change.seats === null ? "" : `, with quantity ${change.seats}`}`;
    case "seats":
      return `${words}${fromTo(change.from, change.to)}`;
    case "term":
      return `${words} until ${change.ends}`;
    default:
      return words;
  }
}

function fromTo(from: string | number | null, to: string | number): string {
  return from === null ? ` to ${to}` : ` from ${from} to ${to}`;
}
