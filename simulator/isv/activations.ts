import { z } from "zod";

const KEPT = 500;
const KEPT_OF_ANSWER = 8000;
const WITHIN_MS = 30_000;

export const finishSchema = z.object({ result: z.enum(["succeeded", "failed"]), message: z.string().max(10_000).optional() });
export type Finish = z.infer<typeof finishSchema>;

/** One call by which the publisher's system told the portal how an activation ended; without a status it was not answered. */
export interface FinishCall {
  readonly result: Finish["result"];
  readonly message?: string;
  readonly at: string;
  readonly status: number | null;
  readonly body: unknown;
}

/** A subscription that the publisher's system was asked to set up. */
export interface Activation {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly offerId: string;
  readonly planId: string;
  readonly quantity: number | null;
  readonly receivedAt: string;
  readonly webhookId: string | null;
  readonly token: string;
  readonly calls: FinishCall[];
  /** By itself, soon. */
  isDue: boolean;
}

/** The activations that the publisher's system knows of; their tokens are here alone. */
export class Activations {
  readonly #known = new Map<string, Activation>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #portalOf: (offerId: string) => string | null;

  /** @param portalOf the portal's origin, by offer */
  constructor(portalOf: (offerId: string) => string | null) {
    this.#portalOf = portalOf;
  }

  /** A repeat changes nothing; another token is another activation. */
  take(given: Omit<Activation, "calls" | "isDue">): Activation {
    const known = this.#known.get(given.subscriptionId);
    if (known?.token === given.token) return known;
    const taken: Activation = { ...given, calls: [], isDue: false };
    this.#known.delete(given.subscriptionId);
    this.#known.set(given.subscriptionId, taken);
    const [oldest] = this.#known.keys();
    if (this.#known.size > KEPT && oldest !== undefined) this.#known.delete(oldest);
    return taken;
  }

  find(subscriptionId: string): Activation | undefined {
    return this.#known.get(subscriptionId);
  }

  /** The newest first. */
  list(): Activation[] {
    return [...this.#known.values()].toReversed();
  }

  /** Tells the portal, by the activation's token; may be repeated. */
  async finish(activation: Activation, { result, message }: Finish): Promise<FinishCall> {
    const told: Finish = result === "failed" ? { result, message: message ?? "" } : { result };
    const call: FinishCall = { ...told, at: new Date().toISOString(), ...(await this.#tell(activation, told)) };
    activation.calls.push(call);
    return call;
  }

  /** Finishes by itself, unless that is under way or done. */
  finishLater(activation: Activation, finish: Finish, delayMs: number): void {
    if (activation.isDue || isAccepted(activation) || this.#known.get(activation.subscriptionId) !== activation) return;
    activation.isDue = true;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.finish(activation, finish).finally(() => {
        activation.isDue = false;
      });
    }, delayMs);
    this.#timers.add(timer);
  }

  reset(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#known.clear();
  }

  async #tell({ offerId, token }: Activation, body: Finish): Promise<Pick<FinishCall, "status" | "body">> {
    const portal = this.#portalOf(offerId);
    if (portal === null) return { status: null, body: `No offer ${offerId} says where its portal is.` };
    try {
      const response = await fetch(`${portal}/api/v1/activations/complete`, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/json", MarketplaceToken: token },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(WITHIN_MS),
      });
      return { status: response.status, body: jsonOrText((await response.text()).slice(0, KEPT_OF_ANSWER)) };
    } catch (error) {
      return { status: null, body: error instanceof Error && error.name === "TimeoutError" ? "The portal did not answer in time." : "The portal could not be reached." };
    }
  }
}

/** The call that the portal accepted, or else the last one. */
export function finishedOf({ calls }: Activation): FinishCall | null {
  return calls.find(wasAccepted) ?? calls.at(-1) ?? null;
}

function isAccepted({ calls }: Activation): boolean {
  return calls.some(wasAccepted);
}

function wasAccepted({ status }: FinishCall): boolean {
  return status !== null && status < 300;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
