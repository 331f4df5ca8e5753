import { afterAll, beforeAll, beforeEach } from "vitest";
import { z } from "zod";
import { startSimulator, type Simulator } from "./server";

export const PORTAL_URL = "http://portal.test:3000";
export const NORTHWIND = { tenantId: "1f6a3d80-5c2e-4e97-b7d4-92a08c5e6b31", clientId: "4e7d21b8-63c9-4fa0-95d2-b80f1c6e3a47", clientSecret: "simulator-publisher-secret" };
export const FABRIKAM = { tenantId: "e93b57d2-08f4-4c6b-9a1e-6d7c24f0b853", clientId: "b2905ec7-1d84-4a36-8f7b-04c6e9d1a528", clientSecret: "simulator-fabrikam-secret" };

const MARKETPLACE = "20e940b3-4c77-4b0b-9a53-9e16a1b010a7";
const purchasedSchema = z.strictObject({ subscriptionId: z.guid(), token: z.string(), landingUrl: z.url() });
const tokenSchema = z.object({ access_token: z.string() });

export type Purchased = z.infer<typeof purchasedSchema>;

/** What came back over the wire; `json` is undefined for an empty body. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** For tests only: one running simulator and the ways to talk to it, all of them HTTP. */
export class Wire {
  readonly url: string;
  readonly #tokens = new Map<string, string>();

  constructor(url: string) {
    this.url = url;
  }

  async call(path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetch(this.url + path, { redirect: "manual", ...init });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const json: unknown = isJson && text !== "" ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  }

  control(path: string, method = "GET", body?: unknown): Promise<Answer> {
    return this.call(`/control${path}`, { method, headers: { "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  form(path: string, values: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call(path, { method: "POST", headers, body: new URLSearchParams(values) });
  }

  async purchase(order: Record<string, unknown> = {}): Promise<Purchased> {
    const { status, json, text } = await this.control("/purchases", "POST", { offerId: "ledgerlight", planId: "pro-monthly", ...order });
    if (status !== 201) throw new Error(text);
    return purchasedSchema.parse(json);
  }

  /** A new link to the landing page, as "Manage account" makes one. */
  async manage(subscriptionId: string): Promise<Purchased> {
    return purchasedSchema.parse((await this.control(`/subscriptions/${subscriptionId}/token`, "POST")).json);
  }

  async publisherToken({ tenantId, clientId, clientSecret } = NORTHWIND): Promise<string> {
    const known = this.#tokens.get(clientId);
    if (known !== undefined) return known;
    const values = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: `${MARKETPLACE}/.default` };
    const token = tokenSchema.parse((await this.form(`/entra/${tenantId}/oauth2/v2.0/token`, values)).json).access_token;
    this.#tokens.set(clientId, token);
    return token;
  }

  /** Calls the fulfillment API as a publisher. */
  async api(path: string, { as = NORTHWIND, method = "GET", headers = {}, body }: { as?: typeof NORTHWIND; method?: string; headers?: Record<string, string>; body?: unknown } = {}): Promise<Answer> {
    const version = `${path.includes("?") ? "&" : "?"}api-version=2018-08-31`;
    return this.call(`/marketplace/api/saas/subscriptions${path}${version}`, {
      method,
      headers: { authorization: `Bearer ${await this.publisherToken(as)}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  resolve(token: string, as = NORTHWIND): Promise<Answer> {
    return this.api("/resolve", { as, method: "POST", headers: { "x-ms-marketplace-token": token } });
  }

  activate(subscriptionId: string, body: unknown, as = NORTHWIND): Promise<Answer> {
    return this.api(`/${subscriptionId}/activate`, { as, method: "POST", body });
  }
}

/** Starts a simulator for the tests of one file and puts it back to its beginning before each of them. */
export function simulatorForTests(): () => Wire {
  let simulator: Simulator | undefined;
  let wire: Wire | undefined;
  beforeAll(async () => {
    simulator = await startSimulator({ port: 0, portalUrl: PORTAL_URL });
    wire = new Wire(simulator.url);
  });
  beforeEach(async () => {
    await wire?.control("/reset", "POST");
  });
  afterAll(() => simulator?.close());
  return () => {
    if (!wire) throw new Error("the simulator is not started");
    return wire;
  };
}
