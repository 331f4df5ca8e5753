import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { z } from "zod";
import { simulatorForTests, type Wire } from "../testing";

export const bodySchema = z.looseObject({ id: z.string(), subscriptionId: z.string(), action: z.string(), status: z.string(), planId: z.string(), quantity: z.number(), timeStamp: z.string(), subscription: z.looseObject({ planId: z.string(), quantity: z.number().optional(), saasSubscriptionStatus: z.string() }) });
const callSchema = z.object({
  number: z.number(),
  operationId: z.string().nullable(),
  action: z.string().nullable(),
  attempt: z.number(),
  url: z.string(),
  faults: z.array(z.string()),
  token: z.object({ header: z.looseObject({ alg: z.string() }), claims: z.looseObject({}) }).nullable(),
  body: z.string(),
  answer: z.object({ status: z.number(), body: z.string() }).nullable(),
  error: z.string().nullable(),
  verdict: z.string().nullable(),
  wasAcknowledgedEarly: z.boolean(),
});
const operationSchema = z.object({ id: z.string(), subscriptionId: z.string(), action: z.string(), status: z.string(), source: z.string(), isEcho: z.boolean() });
const subscriptionSchema = z.object({ id: z.string(), planId: z.string(), quantity: z.number().nullable(), status: z.string(), isFreeTrial: z.boolean(), autoRenew: z.boolean(), startDate: z.string().nullable(), endDate: z.string().nullable() });

export interface Received {
  readonly path: string;
  readonly authorization: string | null;
  readonly text: string;
}

type Answer = (call: Received, body: Record<string, unknown>) => Response | number | Promise<Response | number>;

/** The publisher's end of the wire: a program of its own on a free port, that says yes to everything until it is told otherwise. */
export class Endpoint {
  url = "";
  received: Received[] = [];
  answer: Answer = () => 200;

  bodies(): z.infer<typeof bodySchema>[] {
    return this.received.map(({ text }) => bodySchema.parse(JSON.parse(text)));
  }

  actions(): string[] {
    return this.received.map(({ text }) => z.looseObject({ action: z.string() }).parse(JSON.parse(text)).action);
  }
}

/** What tests of webhooks do at the control surface. */
export class Marketplace {
  readonly wire: Wire;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  async settings(values: Record<string, unknown>): Promise<void> {
    await done(this.wire.control("/webhooks/settings", "PUT", values));
  }

  async faults(...faults: object[]): Promise<void> {
    await done(this.wire.control("/webhooks/faults", "PUT", { faults }));
  }

  async url(offerId: string, url: string | null): Promise<void> {
    await done(this.wire.control(`/webhooks/offers/${offerId}`, "PUT", { url }));
  }

  /** Bought and activated, without a call about it. */
  async subscribed(order: { offerId?: string; planId?: string; quantity?: number; freeTrial?: boolean; csp?: boolean } = {}): Promise<string> {
    await this.wire.control("/settings", "PUT", { activationDelayMs: 0 });
    await this.settings({ subscribe: "never" });
    const { subscriptionId } = await this.wire.purchase(order);
    await done(this.wire.activate(subscriptionId, { planId: order.planId ?? "pro-monthly" }));
    return subscriptionId;
  }

  /** @returns the id of the operation */
  async does(subscriptionId: string, what: string, values: object = {}): Promise<string> {
    return z.object({ operationId: z.string() }).parse((await done(this.wire.control(`/subscriptions/${subscriptionId}/${what}`, "POST", values))).json).operationId;
  }

  /** Until all that is due was called and answered. */
  async settle(): Promise<number> {
    return z.object({ waiting: z.number() }).parse((await this.wire.control("/webhooks/settle", "POST")).json).waiting;
  }

  async advance(duration: string): Promise<void> {
    await done(this.wire.control("/clock", "POST", { advance: duration }));
    await this.settle();
  }

  async calls(): Promise<z.infer<typeof callSchema>[]> {
    return z.object({ calls: z.array(callSchema) }).parse((await this.wire.control("/webhooks")).json).calls;
  }

  async subscription(id: string): Promise<z.infer<typeof subscriptionSchema>> {
    const { subscriptions } = z.object({ subscriptions: z.array(subscriptionSchema) }).parse((await this.wire.control("")).json);
    const found = subscriptions.find((each) => each.id === id);
    if (!found) throw new Error(`there is no subscription ${id}`);
    return found;
  }

  async operations(): Promise<z.infer<typeof operationSchema>[]> {
    return z.object({ operations: z.array(operationSchema) }).parse((await this.wire.control("/operations")).json).operations;
  }

  /** How an operation stands, as the publisher is told. */
  async statusOf(subscriptionId: string, operationId: string): Promise<string> {
    return z.object({ status: z.string() }).parse((await this.wire.api(`/${subscriptionId}/operations/${operationId}`)).json).status;
  }

  acknowledge(subscriptionId: string, operationId: string, status: string) {
    return this.wire.api(`/${subscriptionId}/operations/${operationId}`, { method: "PATCH", body: { status } });
  }
}

async function done<T extends { status: number; text: string }>(answer: Promise<T>): Promise<T> {
  const { status, text } = await answer;
  if (status >= 400) throw new Error(`${status}: ${text}`);
  return answer;
}

/** An endpoint that the webhooks of Ledgerlight and Teamboard go to, and the simulator that calls it. */
export function webhooksForTests(): { endpoint: () => Endpoint; marketplace: () => Marketplace } {
  const wire = simulatorForTests();
  const endpoint = endpointForTests();
  beforeEach(async () => {
    for (const offerId of ["ledgerlight", "teamboard"]) await new Marketplace(wire()).url(offerId, `${endpoint().url}/${offerId}`);
  });
  return { endpoint, marketplace: () => new Marketplace(wire()) };
}

export function endpointForTests(): () => Endpoint {
  const endpoint = new Endpoint();
  const app = new Hono();
  app.post("*", async (c) => {
    const call = { path: c.req.path, authorization: c.req.header("authorization") ?? null, text: await c.req.text() };
    endpoint.received.push(call);
    const body = z.record(z.string(), z.unknown()).catch({}).parse(parsed(call.text));
    const answer = await endpoint.answer(call, body);
    return typeof answer === "number" ? new Response(answer === 204 ? null : "said so", { status: answer }) : answer;
  });
  let server: ReturnType<typeof serve> | undefined;
  beforeAll(async () => {
    server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" });
    const listening = server;
    await new Promise<void>((resolve) => listening.once("listening", resolve));
    const address = listening.address();
    if (typeof address === "object" && address !== null) endpoint.url = `http://127.0.0.1:${address.port}`;
  });
  beforeEach(() => {
    endpoint.received = [];
    endpoint.answer = () => 200;
  });
  afterAll(() => {
    if (server && "closeAllConnections" in server) server.closeAllConnections();
    server?.close();
  });
  return () => endpoint;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
