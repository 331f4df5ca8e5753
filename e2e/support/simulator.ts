/** What a journey may order at the storefront without clicking through it. */
export interface Purchase {
  readonly offerId: string;
  readonly planId: string;
  readonly quantity?: number;
  /** Who buys: a key of `personas`. */
  readonly persona?: string;
  readonly freeTrial?: boolean;
  /** Through a reseller. */
  readonly csp?: boolean;
  readonly activation?: "works" | "fails-late";
  /** Of the offer in preview: its id comes with a suffix. */
  readonly preview?: boolean;
}

export interface Purchased {
  readonly subscriptionId: string;
  readonly token: string;
  readonly landingUrl: string;
}

export interface Persona {
  readonly key: string;
  readonly name: string;
  readonly kind: "work" | "personal" | "guest";
  readonly tenantId: string;
  readonly objectId: string;
  readonly email: string | null;
}

export interface Offer {
  readonly offerId: string;
  readonly name: string;
  readonly plans: readonly { readonly planId: string; readonly displayName: string; readonly isPricePerSeat: boolean }[];
}

export interface Settings {
  readonly activationDelayMs: number;
  readonly pageSize: number;
}

export interface Control {
  readonly publishers: readonly { readonly publisherId: string; readonly name: string; readonly tenantId: string; readonly offers: readonly Offer[] }[];
  readonly personas: readonly Persona[];
  readonly subscriptions: readonly { readonly id: string; readonly status: string; readonly planId: string; readonly quantity: number | null }[];
  readonly settings: Settings;
}

/** How Microsoft's answers go wrong, in the order in which the faults are given. */
export interface Fault {
  /** Whose calls: `path` is a regular expression. */
  readonly match?: { readonly path?: string; readonly method?: string };
  readonly kind: "latency" | "status" | "drop" | "lost-answer" | "html" | "empty" | "invalid-json";
  readonly status?: number;
  readonly retryAfter?: number;
  readonly delayMs?: number;
  /** How many calls it hits; left out: all of them until the test ends. */
  readonly times?: number;
}

export interface SeenRequest {
  readonly number: number;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
}

/** How calls of the connection webhook go wrong: on their way, in their token, in their body. */
export interface WebhookFault {
  readonly match?: { readonly action?: string; readonly subscriptionId?: string; readonly offerId?: string };
  readonly way?: "delay" | "reorder" | "lost" | "duplicate" | "answer-lost";
  readonly token?: string;
  readonly body?: string;
  /** Made by somebody else, before the true call. */
  readonly isExtra?: boolean;
  readonly delayMs?: number;
  readonly copies?: number;
  readonly times?: number;
}

/** One call to the connection webhook, and what was answered. */
export interface WebhookCall {
  readonly number: number;
  readonly operationId: string | null;
  readonly subscriptionId: string | null;
  readonly action: string | null;
  readonly attempt: number;
  readonly faults: readonly string[];
  readonly answer: { readonly status: number; readonly body: string } | null;
  readonly verdict: "accepted" | "refused" | "again" | "given-up" | "lost" | "ignored" | null;
}

/** How one path of the publisher's own back end meets the portal's messages. */
export interface IsvBehaviour {
  readonly kind: "healthy" | "slow" | "broken" | "dead" | "hanging" | "redirecting" | "huge" | "gone";
  /** How late `slow` answers. */
  readonly delayMs?: number;
  /** What `broken` answers; left out: 500. */
  readonly status?: number;
  /** Where `redirecting` leads. */
  readonly location?: string;
  /** How many messages it meets before all is well again; left out: all of them until the test ends. */
  readonly times?: number;
  /** How far its clock is ahead. */
  readonly skewSeconds?: number;
}

/** How the publisher's own back end behaves and decides; what is left out stays. */
export interface IsvSettings {
  readonly activations?: IsvBehaviour | IsvBehaviour["kind"];
  readonly log?: IsvBehaviour | IsvBehaviour["kind"];
  readonly changes?: IsvBehaviour | IsvBehaviour["kind"];
  readonly finish?: "by hand" | "succeeded" | "failed";
  readonly finishDelayMs?: number;
  readonly finishMessage?: string;
  readonly decision?: "accept" | "refuse";
  readonly reason?: string;
}

/** One message from the portal to the publisher's own back end. */
export interface IsvMessage {
  readonly number: number;
  readonly path: "activations" | "log" | "changes";
  readonly receivedAt: string;
  readonly webhookId: string | null;
  readonly timestamp: string | null;
  readonly verdict: "verified" | "unsigned" | "wrong signature" | "too old/new" | "no secret known";
  readonly repeat: boolean;
  readonly kind: IsvBehaviour["kind"];
  /** The beginning of the MarketplaceToken. */
  readonly token: string | null;
  readonly body: string;
  readonly answered: { readonly status: number; readonly body: string } | null;
  readonly heldMs: number | null;
}

export interface IsvActivation {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly offerId: string;
  readonly receivedAt: string;
  readonly webhookId: string | null;
  /** The call that the portal accepted, or else the last one. */
  readonly finished: { readonly result: "succeeded" | "failed"; readonly status: number | null } | null;
}

export interface Isv {
  readonly settings: IsvSettings;
  /** How many it knows. */
  readonly secrets: number;
  /** The newest first. */
  readonly activations: readonly IsvActivation[];
  /** The oldest first. */
  readonly messages: readonly IsvMessage[];
}

const ISV_AT_REST: IsvSettings = { activations: "healthy", log: "healthy", changes: "healthy", finish: "by hand", finishDelayMs: 0, decision: "accept", reason: "" };

/** The control surface of the simulated Microsoft, over HTTP as everybody else has it. */
export class Simulator {
  readonly url: string;
  #settingsBefore: Settings | null = null;
  #hasFaults = false;
  #hasWebhookFaults = false;
  #isIsvSet = false;
  readonly #webhooks = new Set<string>();
  readonly #expired = new Set<string>();
  readonly #closed = new Set<string>();

  constructor(url: string) {
    this.url = url.replace(/\/$/, "");
  }

  control(): Promise<Control> {
    return this.#call("GET", "");
  }

  async persona(key: string): Promise<Persona> {
    const persona = (await this.control()).personas.find((each) => each.key === key);
    if (persona === undefined) throw new Error(`the simulator has no persona ${key}`);
    return persona;
  }

  /** Buys; the landing page in the answer is for a browser to open. */
  purchase(order: Purchase): Promise<Purchased> {
    return this.#call("POST", "/purchases", order);
  }

  /** Opens an existing subscription again from Microsoft's side: a new token for the landing page. */
  configure(subscriptionId: string): Promise<Purchased> {
    return this.#call("POST", `/subscriptions/${subscriptionId}/token`, {});
  }

  /** What the customer or Microsoft does to a subscription. */
  change(subscriptionId: string, what: "suspend" | "reinstate" | "renew" | "unsubscribe" | "change-plan" | "change-quantity" | "auto-renew-on" | "auto-renew-off", to: { planId?: string; quantity?: number } = {}): Promise<unknown> {
    return this.#call("POST", `/subscriptions/${subscriptionId}/${what}`, to);
  }

  /** Moves the marketplace's clock on by an ISO 8601 duration. */
  advance(duration: string): Promise<{ now: string }> {
    return this.#call("POST", "/clock", { advance: duration });
  }

  async setFaults(faults: readonly Fault[]): Promise<void> {
    this.#hasFaults = faults.length > 0;
    await this.#call("PUT", "/faults", { faults });
  }

  async setSettings(settings: Partial<Settings>): Promise<void> {
    this.#settingsBefore ??= (await this.control()).settings;
    await this.#call("PUT", "/settings", settings);
  }

  /** Whether people of a tenant may agree by themselves to be looked up. */
  async setUserConsent({ tenantId }: Persona, userConsent: boolean): Promise<void> {
    this.#closed[userConsent ? "delete" : "add"](tenantId);
    await this.#call("PUT", "/directory/tenants", { tenantId, userConsent });
  }

  /** Takes back what people of a tenant, and its administrator, agreed to, with the tokens that came of it. */
  async revokeDirectory({ tenantId }: Persona): Promise<void> {
    await this.#call("POST", "/directory/revoke", { tenantId });
    await this.#call("POST", "/directory/expire-tokens");
  }

  /** New signing keys at Entra; the old ones stay published. */
  rotateKeys(): Promise<unknown> {
    return this.#call("POST", "/keys/rotate");
  }

  /** Lets the client secret of a publisher's application expire, or be good again. */
  async setSecretExpired(publisherId: string, secretExpired: boolean): Promise<void> {
    this.#expired[secretExpired ? "add" : "delete"](publisherId);
    await this.#call("PUT", `/publishers/${publisherId}`, { secretExpired });
  }

  /** The calls that Microsoft's side has seen, after the one of the given number. */
  async requests(since = 0): Promise<readonly SeenRequest[]> {
    return (await this.#call<{ requests: readonly SeenRequest[] }>("GET", `/requests?since=${since}`)).requests;
  }

  /** Has an offer's webhook called at this address from now on; null: nobody is called. */
  async setWebhook(offerId: string, url: string | null): Promise<void> {
    this.#webhooks[url === null ? "delete" : "add"](offerId);
    await this.#call("PUT", `/webhooks/offers/${offerId}`, { url });
  }

  async setWebhookFaults(faults: readonly WebhookFault[]): Promise<void> {
    this.#hasWebhookFaults = faults.length > 0;
    await this.#call("PUT", "/webhooks/faults", { faults });
  }

  /** The calls to connection webhooks, after the one of the given number. */
  async webhookCalls(since = 0): Promise<readonly WebhookCall[]> {
    return (await this.#call<{ calls: readonly WebhookCall[] }>("GET", `/webhooks?since=${since}`)).calls;
  }

  /** Waits until every call that is due was made and answered. */
  settleWebhooks(): Promise<unknown> {
    return this.#call("POST", "/webhooks/settle");
  }

  /** Sets the publisher's own back end; the secrets, by offer or "*", replace those that it knew. */
  async setIsv(given: { readonly settings?: IsvSettings; readonly secrets?: Readonly<Record<string, string | readonly string[]>> }): Promise<void> {
    this.#isIsvSet = true;
    await this.#call("PUT", "/isv", given);
  }

  /** The publisher's own back end, with the messages after the one of the given number. */
  isv(since = 0): Promise<Isv> {
    return this.#call("GET", `/isv?since=${since}`);
  }

  /** Has the publisher's own back end tell the portal how an activation ended; the portal's answer, or null where there was none. */
  finishActivation(subscriptionId: string, result: "succeeded" | "failed", message?: string): Promise<{ status: number | null; body: unknown }> {
    return this.#call("POST", `/isv/activations/${subscriptionId}/finish`, { result, message });
  }

  /** Undoes faults, settings, webhooks, expired secrets and what the publisher's back end was set to, so that the next test finds Microsoft in its usual mood. */
  async calmDown(): Promise<void> {
    if (this.#hasFaults) await this.setFaults([]);
    if (this.#hasWebhookFaults) await this.setWebhookFaults([]);
    for (const offerId of this.#webhooks) await this.setWebhook(offerId, null);
    for (const publisherId of this.#expired) await this.setSecretExpired(publisherId, false);
    for (const tenantId of this.#closed) await this.#call("PUT", "/directory/tenants", { tenantId, userConsent: true });
    if (this.#settingsBefore !== null) await this.#call("PUT", "/settings", this.#settingsBefore);
    this.#settingsBefore = null;
    if (this.#isIsvSet) await this.setIsv({ settings: ISV_AT_REST, secrets: {} });
    this.#isIsvSet = false;
  }

  async #call<Answer>(method: "GET" | "POST" | "PUT", path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text) as Answer;
  }
}
