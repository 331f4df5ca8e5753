import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { z } from "zod";
import { simulatorForTests, type Answer, type Wire } from "../testing";

export const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
export const OTHER_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrs=";

export const stateSchema = z.object({
  settings: z.looseObject({ log: z.looseObject({ kind: z.string() }) }),
  secrets: z.number(),
  activations: z.array(z.object({ subscriptionId: z.string(), subscriptionName: z.string(), receivedAt: z.iso.datetime(), webhookId: z.string(), finished: z.object({ result: z.string(), status: z.number().nullable() }).nullable() })),
  messages: z.array(
    z.object({
      number: z.number(),
      path: z.string(),
      receivedAt: z.iso.datetime(),
      webhookId: z.string().nullable(),
      verdict: z.string(),
      repeat: z.boolean(),
      kind: z.string(),
      token: z.string().nullable(),
      body: z.string(),
      answered: z.object({ status: z.number(), body: z.string() }).nullable(),
      heldMs: z.number().nullable(),
    }),
  ),
});

export const LOG_ENTRY = { id: "71d0a2b8", type: "Resolve", initiatorUserId: "someone", date: "2025-01-01T00:00:00Z" };
export const SUBSCRIPTION_ID = "1b2c3d4e-aaaa-1111-2222-333344445555";
export const ACTIVATION = { id: SUBSCRIPTION_ID, subscriptionName: "Teamboard for <Contoso>", offerId: "teamboard", planId: "team-monthly", quantity: 5, subscription: { id: SUBSCRIPTION_ID, offerId: "teamboard" } };
export const TOKEN = "opaque-marketplace-token-0123456789";

/** However busy the machine is. */
export const PATIENT = { interval: 5, timeout: 15_000 };

interface Sending {
  readonly id?: string;
  readonly at?: Date;
  readonly secrets?: readonly string[];
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** The portal's side of the wire to the publisher's back end. */
export class Portal {
  readonly wire: Wire;
  #sent = 0;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  /** One signed message. */
  send(path: "activations" | "log" | "changes", body: object, { id = `msg_${++this.#sent}`, at = new Date(), secrets = [SECRET], headers = {}, signal }: Sending = {}): Promise<Answer> {
    const text = JSON.stringify(body);
    const signed = { "webhook-id": id, "webhook-timestamp": String(Math.floor(at.getTime() / 1000)), "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, text)).join(" ") };
    return this.wire.call(`/isv/${path}`, { method: "POST", headers: { "content-type": "application/json", ...signed, ...headers }, body: text, ...(signal ? { signal } : {}) });
  }

  activate(sending: Sending = {}, body: object = ACTIVATION): Promise<Answer> {
    return this.send("activations", body, { ...sending, headers: { MarketplaceToken: TOKEN, ...sending.headers } });
  }

  /** Sends a log entry, or what is given, and hangs up once it has arrived. */
  async sendAndLeave(send = (sending: Sending) => this.send("log", LOG_ENTRY, sending)): Promise<void> {
    const before = (await this.state()).messages.length;
    const caller = new AbortController();
    const sent = send({ signal: caller.signal });
    await expect.poll(async () => (await this.state()).messages.length, PATIENT).toBeGreaterThan(before);
    caller.abort();
    await expect(sent).rejects.toThrow();
  }

  async set(given: { settings?: object; secrets?: object }): Promise<void> {
    const { status, text } = await this.wire.control("/isv", "PUT", given);
    if (status !== 200) throw new Error(text);
  }

  async state(): Promise<z.infer<typeof stateSchema>> {
    return stateSchema.parse((await this.wire.control("/isv")).json);
  }

  /** The newest message, once its caller has been let go. */
  async newest(): Promise<z.infer<typeof stateSchema>["messages"][number]> {
    await expect.poll(async () => (await this.state()).messages.at(-1)?.heldMs ?? null, PATIENT).not.toBeNull();
    const message = (await this.state()).messages.at(-1);
    if (!message) throw new Error("nothing was received");
    return message;
  }
}

/** A simulator whose publisher knows the secret, for the tests of one file. */
export function portalForTests(): () => Portal {
  const wire = simulatorForTests();
  let portal: Portal | undefined;
  beforeEach(async () => {
    portal = new Portal(wire());
    await portal.set({ secrets: { "*": [SECRET] } });
  });
  return () => {
    if (!portal) throw new Error("the portal is not there yet");
    return portal;
  };
}

interface Completion {
  readonly token: string | null;
  readonly body: unknown;
}

/** Stands where the portal takes the end of an activation. */
export class CompletionStub {
  url = "";
  received: Completion[] = [];
  answer: () => Response = () => new Response(null, { status: 202 });
}

export function completionStubForTests(): CompletionStub {
  const stub = new CompletionStub();
  const app = new Hono();
  app.post("/api/v1/activations/complete", async (c) => {
    stub.received.push({ token: c.req.header("MarketplaceToken") ?? null, body: await c.req.json() });
    return stub.answer();
  });
  let server: ReturnType<typeof serve> | undefined;
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => {
        stub.url = `http://127.0.0.1:${port}`;
        resolve();
      });
    });
  });
  beforeEach(() => {
    stub.received = [];
    stub.answer = () => new Response(null, { status: 202 });
  });
  afterAll(() => server?.close());
  return stub;
}
