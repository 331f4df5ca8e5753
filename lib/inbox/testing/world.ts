import { z } from "zod";
import { database } from "../../db/client";
import { testDatabase, type TestDatabase } from "../../db/testing";
import { systemScope } from "../../auth/scope";
import { currentTime } from "../../kernel/clock";
import { newId } from "../../kernel/ids";
import { simulatedPublisher, startSimulatorProcess, type SimulatorProcess } from "../../marketplace/simulator-process";
import { applyCatalogue } from "../../offers/apply-catalogue";
import { catalogueSchema } from "../../offers/schema";
import { serveWebhook, type WebhookServer } from "./server";

const worldSchema = z.object({
  publishers: z.array(simulatedPublisher),
  subscriptions: z.array(z.looseObject({ id: z.string(), offerId: z.string(), status: z.string(), startDate: z.string().nullable(), endDate: z.string().nullable(), quantity: z.number().nullable(), planId: z.string(), autoRenew: z.boolean() })),
});
export type MicrosoftsWorld = z.infer<typeof worldSchema>;

const callsSchema = z.object({
  calls: z.array(z.looseObject({ number: z.number(), operationId: z.string().nullable(), subscriptionId: z.string().nullable(), action: z.string().nullable(), answer: z.object({ status: z.number(), body: z.string() }).nullable(), verdict: z.string().nullable() })),
});
export type WebhookCallSeen = z.infer<typeof callsSchema>["calls"][number];

const operationsSchema = z.object({ operations: z.array(z.looseObject({ id: z.string(), subscriptionId: z.string(), action: z.string(), status: z.string(), isEcho: z.boolean() })) });

/** A simulated Microsoft, a portal that sells what it sells, and the webhook between them. */
export interface InboxWorld {
  readonly microsoft: SimulatorProcess;
  readonly server: WebhookServer;
  /** Nothing but the catalogue, a Microsoft without faults that activates at once and calls nobody but us. */
  empty(): Promise<void>;
  see(): Promise<MicrosoftsWorld>;
  /** Buys and activates; returns Microsoft's id. Its `Subscribe` call is made. */
  subscribe(order?: { offerId?: string; planId?: string; quantity?: number }): Promise<string>;
  /** Activates what was bought, as the publisher's application does it. */
  activate(subscriptionId: string, order: { offerId: string; planId: string; quantity?: number }): Promise<void>;
  /** What the customer or Microsoft does; every call that is due has been made and answered when it returns. */
  change(subscriptionId: string, what: string, to?: { planId?: string; quantity?: number }): Promise<void>;
  advance(duration: string): Promise<void>;
  settle(): Promise<void>;
  /** Calls since `empty()`. */
  calls(): Promise<WebhookCallSeen[]>;
  operations(subscriptionId: string): Promise<{ id: string; action: string; status: string; isEcho: boolean }[]>;
  faults(...faults: object[]): Promise<void>;
  settings(settings: object): Promise<void>;
  /** A call with any body, with a token of the given kind. */
  send(offerId: string, body: unknown, token?: string): Promise<WebhookCallSeen>;
  row(subscriptionId: string): Promise<{ status: string; planId: string; quantity: number; endDate: Date | null }>;
  actions(subscriptionId: string): Promise<string[]>;
  events(): Promise<{ action: string; decision: string | null; state: string; outcome: string | null; receipts: number }[]>;
  alerts(): Promise<string[]>;
  databaseUrl(): string;
  close(): Promise<void>;
}

/** Starts it all. `process.env` names the simulator from then on: call it before anything reads `env()`. */
export async function openInboxWorld(): Promise<InboxWorld> {
  const microsoft = await startSimulatorProcess();
  process.env.MARKETPLACE_API_URL = `${microsoft.url}/marketplace/api`;
  process.env.ENTRA_AUTHORITY = `${microsoft.url}/entra`;
  process.env.ALLOW_PRIVATE_ENDPOINTS = "true";
  const server = await serveWebhook();
  let mine: TestDatabase | null = null;
  let since = 0;
  const control = (path: string, body: unknown, method = "POST") => microsoft.control(path, { method, body });
  const world: InboxWorld = {
    microsoft,
    server,
    empty: async () => {
      await control("/reset", {});
      await mine?.close();
      mine = await testDatabase();
      await control("/settings", { activationDelayMs: 0 }, "PUT");
      await world.settings({ retryAfterMs: 50, subscribe: "never" });
      for (const publisher of (await world.see()).publishers) await register(publisher, server, control);
      since = callsSchema.parse(await microsoft.control("/webhooks")).calls.at(-1)?.number ?? 0;
    },
    see: async () => worldSchema.parse(await microsoft.control("")),
    subscribe: async ({ offerId = "teamboard", planId = "team-monthly", quantity = 10 } = {}) => {
      const { subscriptionId, token } = z.object({ subscriptionId: z.string(), token: z.string() }).parse(await control("/purchases", { offerId, planId, quantity }));
      await activate(subscriptionId, token, { offerId, planId, quantity });
      return subscriptionId;
    },
    activate: async (subscriptionId, { quantity = 1, ...order }) => {
      const { token } = z.object({ token: z.string() }).parse(await control(`/subscriptions/${subscriptionId}/token`, {}));
      await activate(subscriptionId, token, { ...order, quantity });
    },
    change: async (subscriptionId, what, to = {}) => {
      await control(`/subscriptions/${subscriptionId}/${what}`, to);
      await world.settle();
    },
    advance: async (duration) => {
      await control("/clock", { advance: duration });
      await world.settle();
    },
    settle: async () => {
      await control("/webhooks/settle", {});
    },
    calls: async () => callsSchema.parse(await microsoft.control(`/webhooks?since=${since}`)).calls,
    operations: async (subscriptionId) => operationsSchema.parse(await microsoft.control("/operations")).operations.filter((each) => each.subscriptionId === subscriptionId),
    faults: async (...faults) => {
      await control("/webhooks/faults", { faults }, "PUT");
    },
    settings: async (settings) => {
      await control("/webhooks/settings", settings, "PUT");
    },
    send: async (offerId, body, token = "valid") => callsSchema.shape.calls.element.parse(await control("/webhooks/send", { offerId, body, token })),
    row: (subscriptionId) => database().subscription.findUniqueOrThrow({ where: { subscriptionId }, select: { status: true, planId: true, quantity: true, endDate: true } }),
    actions: async (subscriptionId) => (await database().subscriptionAction.findMany({ where: { subscription: { subscriptionId } }, orderBy: { number: "asc" }, select: { type: true } })).map(({ type }) => type),
    events: () => database().inboxEvent.findMany({ orderBy: { number: "asc" }, select: { action: true, decision: true, state: true, outcome: true, receipts: true } }),
    alerts: async () => (await database().alert.findMany({ where: { closedAt: null }, orderBy: { id: "asc" } })).map(({ kind }) => kind),
    databaseUrl: () => mine?.url ?? "",
    close: async () => {
      await server.close();
      await mine?.close();
      await microsoft.stop();
    },
  };

  /** As the publisher's application does it at the API. */
  const activate = async (subscriptionId: string, token: string, { offerId, planId, quantity }: { offerId: string; planId: string; quantity: number }): Promise<void> => {
    const { fulfillment } = await import("../../marketplace/fulfillment");
    const { getMarketplaceCredentials } = await import("../../offers/queries");
    const { transaction } = await import("../../db/transaction");
    const { applyMarketplaceState } = await import("../../subscriptions/apply-marketplace-state");
    const offer = await database().offer.findFirstOrThrow({ where: { offerId } });
    const client = fulfillment(await getMarketplaceCredentials(offer.id));
    const options = { correlationId: newId(), patience: "interactive" } as const;
    const { subscription: pending } = await client.resolve(token, options);
    await client.activate(subscriptionId, { planId, quantity: pending.quantity === null ? null : quantity }, options);
    await world.settle();
    const subscription = await client.getSubscription(subscriptionId, options);
    await transaction(systemContext(), (writing) => applyMarketplaceState(writing, { publisherId: offer.publisherId, offerId: offer.id, subscription, plan: null, askedAt: currentTime() }));
  };
  return world;
}

export function systemContext() {
  return { actor: { kind: "command-line", name: "test" } as const, scope: systemScope(), correlationId: newId(), now: currentTime() };
}

async function register({ publisherId, name, tenantId, clientId, clientSecret, offers }: MicrosoftsWorld["publishers"][number], server: WebhookServer, control: (path: string, body: unknown, method?: string) => Promise<unknown>): Promise<void> {
  const catalogue = catalogueSchema.parse({
    publisher: { key: publisherId, name },
    technicalConfiguration: { tenantId, clientId, clientSecret },
    offers: offers.map((offer) => ({ key: offer.offerId, offerId: offer.offerId, name: offer.name, plans: offer.plans.map((plan) => ({ planId: plan.planId, name: plan.displayName, perSeat: plan.isPricePerSeat })) })),
  });
  await applyCatalogue(systemContext(), catalogue);
  for (const { offerId } of offers) await control(`/webhooks/offers/${offerId}`, { url: server.addressOf(offerId) }, "PUT");
}
