import type { Kind, Path } from "./settings";
import type { Verdict } from "./verify";

const KEPT = 1000;
const KEPT_IDS = 100_000;
const KEPT_OF_BODY = 8000;

/** One message from the portal, what was made of it, and what was answered. */
export interface Message {
  readonly number: number;
  readonly path: Path;
  readonly receivedAt: string;
  readonly webhookId: string | null;
  readonly timestamp: string | null;
  readonly verdict: Verdict;
  /** A message of this webhook-id has come before. */
  readonly repeat: boolean;
  /** How the receiver behaved. */
  readonly kind: Kind;
  /** The beginning of the MarketplaceToken: enough to see that a repeat carries the same one. */
  readonly token: string | null;
  readonly body: string;
  /** null: nothing, or nothing yet. */
  answered: { readonly status: number; readonly body: string } | null;
  /** null: the caller still waits. */
  heldMs: number | null;
}

/** The newest messages, and the ids of many more. */
export class Messages {
  #kept: Message[] = [];
  #number = 0;
  readonly #ids = new Set<string>();

  add(message: Omit<Message, "number" | "repeat" | "answered" | "heldMs">): Message {
    const repeat = message.webhookId !== null && this.#ids.has(message.webhookId);
    if (message.webhookId !== null && !repeat) this.#remember(message.webhookId);
    const added: Message = { ...message, number: ++this.#number, body: message.body.slice(0, KEPT_OF_BODY), repeat, answered: null, heldMs: null };
    this.#kept.push(added);
    if (this.#kept.length > KEPT) this.#kept.shift();
    return added;
  }

  /** The oldest first. */
  since(number: number): Message[] {
    return this.#kept.filter((each) => each.number > number);
  }

  /** Forgets them; the numbers go on, and an id that was seen stays seen. */
  clear(): void {
    this.#kept = [];
  }

  /** Forgets ids as well. */
  reset(): void {
    this.clear();
    this.#ids.clear();
  }

  #remember(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= KEPT_IDS) return;
    const [oldest] = this.#ids;
    if (oldest !== undefined) this.#ids.delete(oldest);
  }
}
