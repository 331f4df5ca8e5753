import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { z } from "zod";
import { publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase } from "../db/testing";
import { currentTime } from "../kernel/clock";
import type { Context, PublisherScope, SystemScope, UserActor } from "../kernel/context";
import { newId } from "../kernel/ids";
import { fulfillment } from "../marketplace/fulfillment";
import { simulatedPublisher, startSimulatorProcess, type SimulatorProcess } from "../marketplace/simulator-process";
import { applyCatalogue } from "../offers/apply-catalogue";
import { catalogueSchema } from "../offers/schema";

const worldSchema = z.object({
  publishers: z.array(simulatedPublisher),
});
const listSchema = z.looseObject({ subscriptions: z.array(z.looseObject({ id: z.string() })) });

/** One page of the list on its way from Microsoft. */
export type ListPage = z.infer<typeof listSchema>;

/** A portal whose customers buy at Microsoft and whom nobody calls: each call of the webhook is lost. */
export interface LostWebhooks {
  readonly microsoft: SimulatorProcess;
  readonly databaseUrl: string;
  /** Changes what the portal is told by the list; null: nothing. */
  spoil(page: ((page: ListPage) => unknown) | null): void;
  /** A database with the catalogue alone, and a Microsoft that nobody has bought at. */
  empty(): Promise<void>;
  buy(request?: { offerId?: string; planId?: string; quantity?: number; csp?: boolean; preview?: boolean }): Promise<string>;
  /** The same, active. */
  buyActive(request?: Parameters<LostWebhooks["buy"]>[0]): Promise<string>;
  change(subscriptionId: string, what: string, body?: object): Promise<void>;
  faults(...faults: { path: string; kind: string; status?: number; times?: number; delayMs?: number }[]): Promise<void>;
  configurationOf(publisherKey: string): Promise<number>;
  staff(publisherKey: string): Promise<Context<PublisherScope, UserActor>>;
  /** The actions of one subscription, in their order. */
  actions(subscriptionId: string): Promise<string[]>;
  close(): Promise<void>;
}

export function systemContext(now = currentTime()): Context<SystemScope> {
  return { actor: { kind: "job", name: "test" }, scope: systemScope(), correlationId: newId(), now };
}

/** Call it before anything reads `env()`. */
export async function openLostWebhooks(): Promise<LostWebhooks> {
  const microsoft = await startSimulatorProcess();
  let spoiled: ((page: ListPage) => unknown) | null = null;
  const way = await wayTo(microsoft.url, (page) => (spoiled === null ? page : spoiled(page)));
  process.env.MARKETPLACE_API_URL = `${way.url}/marketplace/api`;
  process.env.ENTRA_AUTHORITY = `${microsoft.url}/entra`;
  const { publishers } = worldSchema.parse(await microsoft.control(""));
  const mine = await testDatabase();

  const portal: LostWebhooks = {
    microsoft,
    databaseUrl: mine.url,
    spoil: (page) => {
      spoiled = page;
    },
    empty: async () => {
      spoiled = null;
      await microsoft.control("/reset", { method: "POST" });
      await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs: 0 } });
      await emptyDatabase();
      for (const publisher of publishers) await register(publisher);
    },
    buy: async ({ offerId = "ledgerlight", planId = "basic-monthly", ...more } = {}) =>
      z.object({ subscriptionId: z.string() }).parse(await microsoft.control("/purchases", { method: "POST", body: { offerId, planId, ...more } })).subscriptionId,
    buyActive: async (request = {}) => {
      const id = await portal.buy(request);
      const seller = publishers.find(({ offers }) => offers.some(({ offerId }) => offerId === (request.offerId ?? "ledgerlight")));
      if (!seller) throw new Error("Nobody sells that.");
      const client = fulfillment(seller);
      const options = { correlationId: newId(), patience: "interactive" } as const;
      const { planId, quantity } = await client.getSubscription(id, options);
      await client.activate(id, { planId, quantity }, options);
      return id;
    },
    change: async (id, what, body = {}) => {
      await microsoft.control(`/subscriptions/${id}/${what}`, { method: "POST", body });
    },
    faults: async (...faults) => {
      await microsoft.control("/faults", { method: "PUT", body: { faults: faults.map(({ path, ...fault }) => ({ match: { path }, ...fault })) } });
    },
    configurationOf: async (key) => (await database().technicalConfiguration.findFirstOrThrow({ where: { publisher: { key } } })).id,
    staff: async (publisherKey) => {
      const { id: publisherId } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
      const actor = { kind: "user", tenantId: newId(), objectId: newId(), name: "Priya", email: null } as const;
      return { actor, scope: publisherScope({ publisherId, publisherKey, role: "owner" }), correlationId: newId(), now: currentTime() };
    },
    actions: async (subscriptionId) => (await database().subscriptionAction.findMany({ where: { subscription: { subscriptionId } }, orderBy: { number: "asc" } })).map(({ type }) => type),
    close: async () => {
      await mine.close();
      way.server.close();
      await microsoft.stop();
    },
  };
  return portal;
}

/** Passes everything on to Microsoft and back, but what the list says. */
async function wayTo(target: string, spoil: (page: ListPage) => unknown): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    void (async () => {
      const body: Buffer[] = [];
      for await (const chunk of request) if (chunk instanceof Buffer) body.push(chunk);
      const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
      const sent = Object.entries(headers).flatMap(([name, value]): [string, string][] => (typeof value === "string" ? [[name, value]] : []));
      const answer = await fetch(`${target}${request.url ?? ""}`, { method: request.method ?? "GET", headers: sent, ...(body.length > 0 ? { body: Buffer.concat(body) } : {}), redirect: "manual" });
      const text = await answer.text();
      const isJson = answer.ok && text !== "" && (answer.headers.get("content-type") ?? "").includes("json");
      const page = isJson && /\/saas\/subscriptions\/?\?/.test(request.url ?? "") ? listSchema.parse(JSON.parse(text)) : null;
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
      response.end(page === null ? text : JSON.stringify(await spoil(page)));
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

/** Keeps the connection, which is slow to make anew for each test. */
async function emptyDatabase(): Promise<void> {
  const { changeRequest, drift, reconciliation, delivery, endpoint, actionChain, actionRemoval, job, alert, auditEntry, subscriptionAction, activation, subscription, plan, offer, technicalConfiguration, publisher } = database();
  await database().$transaction([
    drift.deleteMany(),
    reconciliation.deleteMany(),
    job.deleteMany(),
    delivery.deleteMany(),
    endpoint.deleteMany(),
    actionChain.deleteMany(),
    actionRemoval.deleteMany(),
    alert.deleteMany(),
    auditEntry.deleteMany(),
    changeRequest.deleteMany(),
    subscriptionAction.deleteMany(),
    activation.deleteMany(),
    subscription.deleteMany(),
    plan.deleteMany(),
    offer.deleteMany(),
    technicalConfiguration.deleteMany(),
    publisher.deleteMany(),
  ]);
}

async function register({ publisherId, name, tenantId, clientId, clientSecret, offers }: z.infer<typeof worldSchema>["publishers"][number]): Promise<void> {
  const catalogue = catalogueSchema.parse({
    publisher: { key: publisherId, name },
    technicalConfiguration: { tenantId, clientId, clientSecret },
    offers: offers.map((offer) => ({ key: offer.offerId, offerId: offer.offerId, name: offer.name, plans: offer.plans.map((plan) => ({ planId: plan.planId, name: plan.displayName, perSeat: plan.isPricePerSeat })) })),
  });
  await applyCatalogue(systemContext(), catalogue);
}
