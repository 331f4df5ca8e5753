import { z } from "zod";
import { BODY_KINDS, type BodyKind } from "./bodies";
import { TOKEN_KINDS, type TokenKind } from "./token";

/**
 * How a call gets to the publisher: later; after the next one; never, though Microsoft thinks so; several times at once;
 * or so that its answer is lost.
 */
const WAYS = ["delay", "reorder", "lost", "duplicate", "answer-lost"] as const;
export type Way = (typeof WAYS)[number];

const fault = z.object({
  match: z.object({ action: z.string().optional(), subscriptionId: z.string().optional(), offerId: z.string().optional() }).default({}),
  way: z.enum(WAYS).optional(),
  token: z.enum(TOKEN_KINDS).optional(),
  body: z.enum(BODY_KINDS).optional(),
  /** The call with this token and body is made by somebody else, before Microsoft makes the true one; its answer does nothing. */
  isExtra: z.boolean().default(false),
  /** Of the movable clock: how long a delay is, and how long at most a call waits to be overtaken. */
  delayMs: z.number().int().min(1).max(24 * 3600_000).default(5000),
  copies: z.number().int().min(1).max(50).default(1),
  /** How many calls it hits before it is used up; left out: all of them. */
  times: z.number().int().positive().optional(),
});
export const webhookFaultsSchema = z.object({ faults: z.array(fault.refine(({ way, token, body }) => way ?? token ?? body, "It needs a way, a token or a body.")) });
export type WebhookFault = z.infer<typeof fault>;

export interface Plan {
  readonly way: Way | null;
  readonly token: TokenKind;
  readonly body: BodyKind;
  readonly isExtra: boolean;
  readonly delayMs: number;
  readonly copies: number;
}
export const AS_USUAL: Plan = { way: null, token: "valid", body: "plain", isExtra: false, delayMs: 0, copies: 0 };

/** Faults that are injected into webhooks, in the order in which they were given: the first that fits is taken. */
export class WebhookFaults {
  #faults: WebhookFault[] = [];

  replace(faults: WebhookFault[]): void {
    this.#faults = faults;
  }

  list(): WebhookFault[] {
    return this.#faults;
  }

  /** How the next try of a call goes. One that has waited does not wait again. */
  take({ action, subscriptionId, offerId, hasWaited }: { action: string; subscriptionId: string; offerId: string; hasWaited: boolean }): Plan {
    const found = this.#faults.find(
      ({ match, way }) =>
        (match.action ?? action) === action && (match.subscriptionId ?? subscriptionId) === subscriptionId && (match.offerId ?? offerId) === offerId && !(hasWaited && (way === "delay" || way === "reorder")),
    );
    if (!found) return AS_USUAL;
    if (found.times !== undefined) {
      found.times -= 1;
      if (found.times === 0) this.#faults = this.#faults.filter((each) => each !== found);
    }
    return { way: found.way ?? null, token: found.token ?? "valid", body: found.body ?? "plain", isExtra: found.isExtra, delayMs: found.delayMs, copies: found.copies };
  }
}
