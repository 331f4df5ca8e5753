/** What a journey may order at the storefront without clicking through it. */
export interface Purchase {
  readonly offerId: string;
  readonly planId: string;
  readonly quantity?: number;
  /** Who buys: a key of `personas` in GET /control. */
  readonly persona?: string;
  readonly freeTrial?: boolean;
  readonly csp?: boolean;
}

export interface Purchased {
  readonly subscriptionId: string;
  readonly token: string;
  readonly landingUrl: string;
}

export interface Persona {
  readonly key: string;
  readonly name: string;
  readonly tenantId: string;
  readonly objectId: string;
}

export interface Control {
  readonly publishers: readonly {
    readonly publisherId: string;
    readonly name: string;
    readonly offers: readonly { readonly offerId: string; readonly name: string; readonly plans: readonly { readonly planId: string; readonly displayName: string; readonly isPricePerSeat: boolean }[] }[];
  }[];
  readonly personas: readonly Persona[];
}

/** The control surface of the simulated Microsoft, over HTTP as everybody else has it. */
export class Simulator {
  readonly url: string;

  constructor(url: string) {
    this.url = url.replace(/\/$/, "");
  }

  control(): Promise<Control> {
    return this.call<Control>("GET", "");
  }

  /** Buys; the landing page it returns is for a browser to open. */
  purchase(order: Purchase): Promise<Purchased> {
    return this.call<Purchased>("POST", "/purchases", order);
  }

  /** Anything else under /control. */
  async call<Answer>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(`${this.url}/control${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} /control${path} answered ${response.status}: ${text.slice(0, 500)}`);
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}
