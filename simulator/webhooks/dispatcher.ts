import { passTime, upcoming } from "../passage";
import { findOffer } from "../purchases";
import type { Store } from "../state";
import { bodyOf } from "./bodies";
import { conclude, tried } from "./consequences";
import type { Delivery } from "./delivery";
import { AS_USUAL, type Plan, type WebhookFaults } from "./faults";
import type { Call, CallLog } from "./log";
import { post } from "./post";
import { webhookUrlOf } from "./settings";
import { readToken, webhookToken } from "./token";

/** As far ahead as timers are set; what is later is looked for again then. */
const FAR_MS = 3600_000;

/** Makes the calls that are due. What is to be called is in the state, so that it outlives the process. */
export class Dispatcher {
  readonly #store: Store;
  readonly #faults: WebhookFaults;
  readonly #log: CallLog;
  readonly #base: () => string;
  readonly #busy = new Map<string, { readonly subscriptionId: string; readonly abort: AbortController }>();
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(store: Store, faults: WebhookFaults, log: CallLog, base: () => string) {
    this.#store = store;
    this.#faults = faults;
    this.#log = log;
    this.#base = base;
  }

  /** Lets time pass, begins what is due and sets the alarm for what is not: to be called whenever something may have changed. */
  wake(): void {
    if (this.#isClosed) return;
    passTime(this.#store);
    for (const delivery of this.#due()) {
      if (this.#busy.size >= this.#store.state.webhooks.settings.atOnce) break;
      if (this.#isFree(delivery)) this.#begin(delivery);
    }
    this.#setAlarm();
    if (this.#busy.size > 0 || this.#due().length > 0) return;
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Until every call that is due by now was made and answered. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.wake();
    });
  }

  /** Breaks off the calls on their way. */
  abort(): void {
    for (const { abort } of this.#busy.values()) abort.abort();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.abort();
    for (const tell of this.#waiting.splice(0)) tell();
  }

  /** Anything at all, sent to the address of an offer as if Microsoft, or somebody else, had. It changes nothing at Microsoft. */
  async sendAnything(offerId: string, body: string, plan: Pick<Plan, "token">): Promise<Call> {
    const call = await this.#call({ offerId, operationId: null, subscriptionId: null, action: null, attempt: 1, body, plan: { ...AS_USUAL, ...plan }, abort: new AbortController(), faults: ["sent by hand"] });
    call.verdict = "ignored";
    return call;
  }

  #due(): Delivery[] {
    const now = this.#store.now();
    return this.#store.state.webhooks.deliveries.filter(({ nextAt }) => nextAt <= now).toSorted((one, other) => one.nextAt - other.nextAt);
  }

  #isFree({ id, subscriptionId }: Delivery): boolean {
    if (this.#busy.has(id)) return false;
    return !this.#store.state.webhooks.settings.inOrder || ![...this.#busy.values()].some((each) => each.subscriptionId === subscriptionId);
  }

  #begin(delivery: Delivery): void {
    const plan = this.#faults.take(delivery);
    if (plan.way === "delay" || plan.way === "reorder") {
      Object.assign(delivery, { nextAt: this.#store.now() + plan.delayMs, hasWaited: true, isHeld: plan.way === "reorder" });
      this.#store.save();
      return;
    }
    const abort = new AbortController();
    this.#busy.set(delivery.id, { subscriptionId: delivery.subscriptionId, abort });
    void this.#deliver(delivery, plan, abort).finally(() => {
      this.#busy.delete(delivery.id);
      this.wake();
    });
  }

  async #deliver(delivery: Delivery, plan: Plan, abort: AbortController): Promise<void> {
    tried(this.#store, delivery);
    const make = (of: Plan, ...faults: string[]): Promise<Call> =>
      this.#call({ ...delivery, attempt: delivery.tries, body: JSON.stringify(bodyOf(of.body, delivery.body)), plan: of, abort, faults: [...faults, ...[of.token, of.body].filter((each) => each !== "valid" && each !== "plain")] });
    if (plan.isExtra) (await make(plan, "extra")).verdict = "ignored";
    const usual = plan.isExtra ? AS_USUAL : plan;
    const copies = plan.way === "duplicate" ? Array.from({ length: plan.copies }, () => make(usual, "copy")) : [];
    const call = await make(usual, ...(plan.way === null ? [] : [plan.way]));
    for (const copy of await Promise.all(copies)) copy.verdict = "ignored";
    if (this.#isClosed) return;
    call.verdict = conclude(this.#store, delivery, plan.way === "lost" ? { answer: { status: 200, body: "" } } : call);
    if (plan.way === "lost") call.verdict = "lost";
    this.#release(delivery);
  }

  async #call({ plan, abort, body, ...of }: Pick<Call, "offerId" | "operationId" | "subscriptionId" | "action" | "attempt" | "body" | "faults"> & { plan: Plan; abort: AbortController }): Promise<Call> {
    const { offerId, operationId, subscriptionId, action, attempt, faults } = of;
    const publisher = findOffer(this.#store, offerId)?.publisher;
    const url = webhookUrlOf(this.#store, offerId);
    const token = publisher ? await webhookToken(this.#store, this.#base(), publisher, plan.token) : null;
    const call = this.#log.add({ at: new Date(this.#store.now()).toISOString(), operationId, subscriptionId, offerId, action, attempt, url: url ?? "", faults, token: readToken(token), body });
    if (url === null) call.error = "unreachable";
    else if (plan.way !== "lost") await post(call, token, body, this.#store.state.webhooks.settings.answerTimeoutMs, abort.signal);
    if (plan.way === "answer-lost") Object.assign(call, { answer: null, error: "answer-lost" });
    return call;
  }

  /** Something overtook the calls that were held for it. */
  #release({ id }: Delivery): void {
    for (const held of this.#store.state.webhooks.deliveries.filter((each) => each.isHeld && each.id !== id)) Object.assign(held, { isHeld: false, nextAt: this.#store.now() });
    this.#store.save();
  }

  #setAlarm(): void {
    clearTimeout(this.#timer);
    const now = this.#store.now();
    let next = upcoming(this.#store)?.at ?? Infinity;
    for (const { nextAt } of this.#store.state.webhooks.deliveries) if (nextAt > now) next = Math.min(next, nextAt);
    if (next === Infinity) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(next - now, 1), FAR_MS));
    this.#timer.unref();
  }
}
