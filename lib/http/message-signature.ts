import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";

const PREFIX = "whsec_";
const SECRET_BYTES = 32;
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/** A new secret for signing, in the form in which the libraries of Standard Webhooks take it. */
export function newSigningSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString("base64");
}

export interface Message {
  /** The same for each attempt at one message: by it a receiver knows one that it has already. */
  readonly id: string;
  /** When this attempt is made: receivers turn old ones away. */
  readonly sentAt: Date;
  /** To the byte what is sent. */
  readonly body: string;
}

export type SignatureHeaders = Readonly<Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>>;

/**
 * Signs a message to a publisher's endpoint as Standard Webhooks have it.
 * @param secrets All that are valid now: whoever verifies with any of them finds its signature.
 */
export function signMessage({ id, sentAt, body }: Message, secrets: readonly string[]): SignatureHeaders {
  if (secrets.length === 0 || !secrets.every(isSigningSecret)) throw new Error(`a message is signed with one or more secrets of ${LEAST_BYTES} to ${MOST_BYTES} bytes, each beginning with ${PREFIX}`);
  // What is signed is joined by dots.
  if (!/^[^.\s]+$/.test(id)) throw new Error("the id of a message has neither dots nor blanks");
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(" "),
  };
}

function isSigningSecret(secret: string): boolean {
  const encoded = secret.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, "base64");
  return secret.startsWith(PREFIX) && bytes.toString("base64") === encoded && bytes.length >= LEAST_BYTES && bytes.length <= MOST_BYTES;
}
