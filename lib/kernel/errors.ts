/**
 * The closed list of faults. Each has exactly one HTTP status, in lib/http/render-error.
 * Expected outcomes of a command (duplicate, refused, …) are not faults: they are returned.
 */
export const ERROR_CODES = [
  "invalid-input",
  "unauthenticated",
  "forbidden",
  "not-found",
  "conflict",
  "gone",
  "too-large",
  "too-many-requests",
  "busy",
  "upstream-unavailable",
  "upstream-refused",
  "misconfigured",
  "internal",
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** The three things that a person needs to hear of a fault, in plain words and without secrets. */
export interface Explanation {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** Every fault that this product raises itself. What is not a PortalError is a bug. */
export class PortalError extends Error {
  override readonly name: string = "PortalError";
  readonly code: ErrorCode;
  readonly explanation: Explanation;
  /** The log has it already, from where it began: one line for many that fail alike. */
  readonly isLogged: boolean;

  constructor(code: ErrorCode, explanation: Explanation, { isLogged = false, ...options }: { cause?: unknown; isLogged?: boolean } = {}) {
    super(`${explanation.what} ${explanation.why}`.trim(), options);
    this.code = code;
    this.explanation = explanation;
    this.isLogged = isLogged;
  }
}

/** The row, page or resource is not there, or belongs to somebody else: both look alike from outside. */
export class NotFoundError extends PortalError {
  override readonly name = "NotFoundError";

  constructor(thing: string) {
    super("not-found", {
      what: `There is no such ${thing}.`,
      why: "It does not exist, or the account that you are signed in with may not see it.",
      todo: "Check the address, or sign in with another account.",
    });
  }
}

/** What stands as `digest` of a TooManyRequestsError: all that a browser learns of what a page or a server action has thrown. */
export const TOO_MANY_REQUESTS = "too-many-requests" satisfies ErrorCode;

/** Somebody asks more often than a limit allows, and may ask again after a while. */
export class TooManyRequestsError extends PortalError {
  override readonly name = "TooManyRequestsError";
  readonly digest = TOO_MANY_REQUESTS;
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number, why: string, what = "That was too often.") {
    super("too-many-requests", {
      what,
      why,
      todo: `Try again in ${retryAfterSeconds} second${retryAfterSeconds === 1 ? "" : "s"}.`,
    });
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A setting that keeps the portal from starting or from doing its work. `variable` names what to change. */
export class ConfigurationError extends PortalError {
  override readonly name = "ConfigurationError";
  readonly variable: string;

  constructor(variable: string, problem: string, todo: string) {
    super("misconfigured", { what: `${variable} cannot be used:`, why: problem, todo });
    this.variable = variable;
  }
}
