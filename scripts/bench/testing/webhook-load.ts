import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { controlSimulator } from "../webhook-capture";
import type { CrashingWorld } from "./crashing-world";

const MARKETPLACE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const LONGEST_PAUSE_MS = 150;
/** Of those that customers and Microsoft make, how often each is; an end is for good. */
const CHANGES = ["change-plan", "change-plan", "change-quantity", "change-quantity", "change-quantity", "renew", "suspend", "reinstate", "reinstate", "unsubscribe"] as const;
const PLANS = [["team-monthly", "team-annual"], ["basic-monthly", "pro-monthly", "pro-annual"]] as const;
const WAYS = ["duplicate", "answer-lost", "reorder"] as const;
/** One call in so many is made unusually. */
const USUAL = 6;

/** Microsoft at work: many subscriptions are bought, changed and ended, several at once, until it is told to stop. */
export class WebhookLoad {
  readonly #world: CrashingWorld;
  readonly #random: () => number;
  readonly #bought: { readonly id: string; readonly plans: readonly string[] }[] = [];
  #isOver = false;

  constructor(world: CrashingWorld, random: () => number) {
    this.#world = world;
    this.#random = random;
  }

  /** Each is activated, of which Microsoft tells. */
  async buy(count: number): Promise<void> {
    const authorization = await this.#authorization();
    for (let number = 0; number < count; number += 1) {
      const plans = this.#bought.length % 3 === 2 ? PLANS[1] : PLANS[0];
      const [planId] = plans;
      const quantity = plans === PLANS[0] ? 10 : undefined;
      const { subscriptionId } = z.object({ subscriptionId: z.string() }).parse(await controlSimulator(this.#world.simulator, "POST", "/purchases", { offerId: plans === PLANS[0] ? "teamboard" : "ledgerlight", planId, quantity }));
      const response = await fetch(`${this.#world.simulator}/marketplace/api/saas/subscriptions/${subscriptionId}/activate?api-version=2018-08-31`, { method: "POST", headers: { authorization, "content-type": "application/json" }, body: JSON.stringify({ planId, quantity }) });
      if (!response.ok) throw new Error(`The simulator answers ${response.status} to an activation: ${await response.text()}`);
      this.#bought.push({ id: subscriptionId, plans });
    }
  }

  /** @param lanes how many change something at the same time */
  async run(lanes: number): Promise<void> {
    await Promise.all(Array.from({ length: lanes }, () => this.#lane()));
  }

  stop(): void {
    this.#isOver = true;
  }

  async #lane(): Promise<void> {
    while (!this.#isOver) {
      if (this.#random() < 1 / USUAL) await this.#disturb();
      await this.#change();
      await sleep(this.#random() * LONGEST_PAUSE_MS);
    }
  }

  async #change(): Promise<void> {
    const subscription = this.#bought[Math.floor(this.#random() * this.#bought.length)];
    if (subscription === undefined) return;
    const { id, plans } = subscription;
    const what = CHANGES[Math.floor(this.#random() * CHANGES.length)] ?? "renew";
    const to = what === "change-plan" ? { planId: plans[Math.floor(this.#random() * plans.length)] } : what === "change-quantity" ? { quantity: 1 + Math.floor(this.#random() * 49) } : {};
    const response = await fetch(`${this.#world.simulator}/control/subscriptions/${id}/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(to) });
    await response.arrayBuffer();
    // 400: it cannot be done to this one now, as with customers.
    if (what === "unsubscribe" && response.status === 200) await this.buy(1);
    if (response.status !== 200 && response.status !== 400) throw new Error(`The simulator answers ${response.status} to ${what}.`);
  }

  /** The next call is made twice, is answered in vain, or comes after one that was to come later. */
  async #disturb(): Promise<void> {
    const way = WAYS[Math.floor(this.#random() * WAYS.length)];
    await controlSimulator(this.#world.simulator, "PUT", "/webhooks/faults", { faults: [{ way, times: 1, delayMs: 1_500 }] });
  }

  async #authorization(): Promise<string> {
    const { tenantId, clientId, clientSecret } = this.#world.publisher;
    const body = new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: `${MARKETPLACE}/.default` });
    const response = await fetch(`${this.#world.simulator}/entra/${tenantId}/oauth2/v2.0/token`, { method: "POST", body });
    return `Bearer ${z.object({ access_token: z.string() }).parse(await response.json()).access_token}`;
  }
}
