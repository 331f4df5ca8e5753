const KEPT = 2000;

/** What Microsoft makes of the answer: nothing of one to a copy or a forgery. */
export type Verdict = "accepted" | "refused" | "again" | "given-up" | "lost" | "ignored";

/** One call to a publisher, and its answer. Tokens are told of, never kept. */
export interface Call {
  readonly number: number;
  /** Of the movable clock. */
  readonly at: string;
  readonly operationId: string | null;
  readonly subscriptionId: string | null;
  readonly offerId: string;
  readonly action: string | null;
  /** The how-manieth. */
  readonly attempt: number;
  readonly url: string;
  /** What is unusual about it. */
  readonly faults: readonly string[];
  readonly token: { header: object; claims: object } | null;
  readonly body: string;
  /** null: there was none, or not yet. */
  answer: { status: number; body: string } | null;
  error: "timeout" | "unreachable" | "answer-lost" | null;
  tookMs: number | null;
  /** null: it is on its way. */
  verdict: Verdict | null;
  /** The publisher acknowledged the operation before it had answered the call about it. */
  wasAcknowledgedEarly: boolean;
}

export class CallLog {
  #calls: Call[] = [];
  #number = 0;

  add(call: Omit<Call, "number" | "answer" | "error" | "tookMs" | "verdict" | "wasAcknowledgedEarly">): Call {
    const added: Call = { number: ++this.#number, ...call, answer: null, error: null, tookMs: null, verdict: null, wasAcknowledgedEarly: false };
    this.#calls = [...this.#calls, added].slice(-KEPT);
    return added;
  }

  since(number: number): Call[] {
    return this.#calls.filter((each) => each.number > number);
  }

  /** The publisher has answered by another way while it was still to answer the call. */
  acknowledged(operationId: string): void {
    for (const call of this.#calls) if (call.operationId === operationId && call.verdict === null) call.wasAcknowledgedEarly = true;
  }

  /** Forgets them; the numbers go on. */
  clear(): void {
    this.#calls = [];
  }
}
