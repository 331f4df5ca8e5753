import { PortalError, type ErrorCode, type Explanation } from "../kernel/errors";

/** What went wrong at Microsoft, as far as it changes what somebody has to do. */
export const UPSTREAM_REASONS = [
  "purchase-token-invalid",
  "application-not-allowed",
  "client-secret-expired",
  "client-secret-wrong",
  "application-unknown",
  "tenant-unknown",
  "delegated-token-refused",
  "directory-closed",
  "not-found",
  "conflict",
  "refused",
  "throttled",
  "unavailable",
  "unreadable",
] as const;
export type UpstreamReason = (typeof UPSTREAM_REASONS)[number];

export interface UpstreamFacts {
  readonly service: "entra" | "marketplace" | "graph";
  /** null: no HTTP answer at all. */
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  /** Microsoft's own code and words, shortened. */
  readonly said: string;
}

const CODE: Record<UpstreamReason, ErrorCode> = {
  "purchase-token-invalid": "upstream-refused",
  "application-not-allowed": "misconfigured",
  "client-secret-expired": "misconfigured",
  "client-secret-wrong": "misconfigured",
  "application-unknown": "misconfigured",
  "tenant-unknown": "misconfigured",
  "delegated-token-refused": "upstream-refused",
  "directory-closed": "upstream-refused",
  "not-found": "upstream-refused",
  conflict: "upstream-refused",
  refused: "upstream-refused",
  throttled: "upstream-unavailable",
  unavailable: "upstream-unavailable",
  unreadable: "upstream-unavailable",
};

const EXPLANATION: Record<UpstreamReason, Explanation> = {
  "purchase-token-invalid": {
    what: "Microsoft does not accept the purchase token.",
    why: "It is older than 24 hours, damaged, or was made for another publisher.",
    todo: "The buyer opens the subscription in the Azure portal or the Microsoft 365 admin center and chooses Configure account again.",
  },
  "application-not-allowed": {
    what: "Microsoft does not let this application work with the subscription.",
    why: "The offer was published with another tenant id or application id than its technical configuration here has.",
    todo: "Compare tenant id and application id with the offer's Technical configuration in Partner Center; publish the offer again where they were changed.",
  },
  "client-secret-expired": {
    what: "The client secret of the marketplace application has expired.",
    why: "Entra refuses it (AADSTS7000222).",
    todo: "Create a new client secret in the app registration and enter it in the technical configuration.",
  },
  "client-secret-wrong": {
    what: "The client secret of the marketplace application is wrong.",
    why: "Entra refuses it (AADSTS7000215). Often the secret's id was entered in place of its value.",
    todo: "Create a new client secret in the app registration and enter its value in the technical configuration.",
  },
  "application-unknown": {
    what: "Entra does not know the marketplace application.",
    why: "There is no such application id in the tenant (AADSTS700016).",
    todo: "Correct tenant id or application id in the technical configuration.",
  },
  "tenant-unknown": {
    what: "Entra does not know the publisher's tenant.",
    why: "There is no tenant of this id (AADSTS90002).",
    todo: "Correct the tenant id in the technical configuration.",
  },
  "delegated-token-refused": {
    what: "Microsoft does not accept what it was shown in somebody's name.",
    why: "It has expired, or was taken back.",
    todo: "The person signs in once more and agrees again.",
  },
  "directory-closed": {
    what: "Microsoft does not let this person look people up.",
    why: "They are a guest of the organisation, have a personal account, or their organisation does not allow it.",
    todo: "Invite people by their mail address.",
  },
  "not-found": {
    what: "Microsoft knows no such subscription or operation.",
    why: "It does not exist, or it belongs to another publisher.",
    todo: "Check the id; where it comes from Microsoft itself, try again in a minute.",
  },
  conflict: { what: "Microsoft is busy with another operation on this subscription.", why: "Only one runs at a time.", todo: "Try again in a minute." },
  refused: { what: "Microsoft refused the request.", why: "", todo: "Read Microsoft's own words; give their support the request id where they do not help." },
  throttled: { what: "Microsoft asks for a pause.", why: "Too many requests were sent.", todo: "Try again later." },
  unavailable: { what: "Microsoft does not answer at the moment.", why: "", todo: "Try again in a minute." },
  unreadable: { what: "Microsoft's answer could not be read.", why: "", todo: "Try again in a minute. If it stays, check the configured address of the service." },
};

/** A call to Microsoft that did not do what it should; keeps what their support and our operator need. */
export class UpstreamError extends PortalError {
  override readonly name = "UpstreamError";
  readonly reason: UpstreamReason;
  readonly service: UpstreamFacts["service"];
  readonly status: number | null;
  readonly retryAfterSeconds: number | null;
  readonly requestId: string | null;
  readonly correlationId: string | null;
  /** Microsoft's own words, which the explanation replaces where we know better ones. */
  readonly said: string;

  constructor(reason: UpstreamReason, facts: UpstreamFacts, options?: { cause?: unknown }) {
    const { what, why, todo } = EXPLANATION[reason];
    super(CODE[reason], { what, why: why || facts.said, todo }, options);
    this.reason = reason;
    this.service = facts.service;
    this.status = facts.status;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.requestId = facts.requestId;
    this.correlationId = facts.correlationId;
    this.said = facts.said;
  }
}
