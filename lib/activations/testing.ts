import { z } from "zod";
import { customerScope, landingScope, publisherScope, systemScope } from "../auth/scope";
import { database } from "../db/client";
import { testDatabase } from "../db/testing";
import { currentTime } from "../kernel/clock";
import type { Context, CustomerScope, LandingScope, PublisherScope, SystemScope, UserActor } from "../kernel/context";
import { hashSecret, randomSecret } from "../kernel/crypto";
import { newId } from "../kernel/ids";
import { simulatedPublisher, startSimulatorProcess, type SimulatorProcess } from "../marketplace/simulator-process";
import { applyCatalogue } from "../offers/apply-catalogue";
import { catalogueSchema } from "../offers/schema";
import { findPublicOffer } from "../offers/queries";
import { openLanding } from "./landing/open-landing";

/** Starts the simulator and makes it this process's Microsoft. Call it before anything reads `env()`. */
export async function startMicrosoft(): Promise<SimulatorProcess> {
  const microsoft = await startSimulatorProcess();
  process.env.MARKETPLACE_API_URL = `${microsoft.url}/marketplace/api`;
  process.env.ENTRA_AUTHORITY = `${microsoft.url}/entra`;
  process.env.GRAPH_URL = `${microsoft.url}/graph`;
  return microsoft;
}

/** What the simulator's start page of its control surface tells, as far as tests need it. */
const worldSchema = z.object({
  publishers: z.array(simulatedPublisher),
  personas: z.array(z.object({ key: z.string(), name: z.string(), tenantId: z.string(), objectId: z.string(), email: z.string().nullable(), guestOf: z.array(z.object({ tenantId: z.string(), objectId: z.string() })) })),
  subscriptions: z.array(
    z.looseObject({ id: z.string(), status: z.string(), startDate: z.string().nullable(), endDate: z.string().nullable(), quantity: z.number().nullable(), planId: z.string() }),
  ),
});
type World = z.infer<typeof worldSchema>;

const seenSchema = z.object({ requests: z.array(z.object({ number: z.number(), method: z.string(), path: z.string(), body: z.string(), status: z.number().nullable(), correlationId: z.string().nullable() })) });
export type SentRequest = z.infer<typeof seenSchema>["requests"][number];

const purchaseSchema = z.object({ subscriptionId: z.string(), token: z.string(), landingUrl: z.string() });

/** A portal with a database of its own, which sells what the simulator sells, and the people around it. */
export interface Portal {
  readonly world: World;
  /** Nothing but the catalogue, a Microsoft without faults that activates at once, and no request sent yet. */
  empty(): Promise<void>;
  /** Somebody as their ID token names them; `guestIn` is the name of the one tenant that invited them. */
  person(key: string, as?: "guest"): UserActor;
  buy(request: { offerId?: string; planId?: string; persona?: string; quantity?: number; csp?: boolean; preview?: boolean; activation?: "works" | "fails-late" }): Promise<{ subscriptionId: string; token: string }>;
  /** Another link to the landing page of a purchase. */
  newToken(subscriptionId: string): Promise<string>;
  /** A browser that opened the landing page of `offerKey` with `token`: what arrive() is given then. */
  land(token: string, actor: UserActor, options?: { offerKey?: string; browser?: string; now?: Date }): Promise<Context<LandingScope, UserActor>>;
  customer(actor: UserActor, now?: Date): Context<CustomerScope, UserActor>;
  staff(publisherKey: string): Promise<Context<PublisherScope, UserActor>>;
  /** What Microsoft was sent since `mark()`, of one path ending where it is given. */
  sent(ending?: string): Promise<SentRequest[]>;
  mark(): Promise<void>;
  faults(...faults: { path: string; kind: "status" | "drop" | "html" | "empty" | "invalid-json" | "latency"; status?: number; times?: number; delayMs?: number; retryAfter?: number }[]): Promise<void>;
  change(subscriptionId: string, what: string, body?: object): Promise<void>;
  atMicrosoft(subscriptionId: string): Promise<World["subscriptions"][number]>;
  actions(subscriptionId: string): Promise<{ type: string; initiatorUserId: string; actorTenantId: string | null }[]>;
  close(): Promise<void>;
}

export function systemContext(): Context<SystemScope> {
  return { actor: { kind: "command-line", name: "test" }, scope: systemScope(), correlationId: newId(), now: currentTime() };
}

/** Fills a fresh database with the simulator's catalogue. `empty()` it before each test. */
export async function openPortal(microsoft: SimulatorProcess): Promise<Portal> {
  const mine = await testDatabase();
  const world = worldSchema.parse(await microsoft.control(""));
  let since = 0;

  const seen = async (): Promise<SentRequest[]> => seenSchema.parse(await microsoft.control(`/requests?since=${since}`)).requests;
  const portal: Portal = {
    world,
    empty: async () => {
      await emptyDatabase();
      for (const publisher of world.publishers) await register(publisher);
      await portal.faults();
      await microsoft.control("/settings", { method: "PUT", body: { activationDelayMs: 0 } });
      await portal.mark();
    },
    close: () => mine.close(),
    person: (key, as) => {
      const persona = world.personas.find((each) => each.key === key);
      if (!persona) throw new Error(`There is no persona ${key}.`);
      const { tenantId, objectId } = as === "guest" ? (persona.guestOf[0] ?? persona) : persona;
      return { kind: "user", tenantId, objectId, name: persona.name, email: persona.email };
    },
    buy: async ({ offerId = "ledgerlight", planId = "basic-monthly", ...more }) => purchaseSchema.parse(await microsoft.control("/purchases", { method: "POST", body: { offerId, planId, ...more } })),
    newToken: async (id) => purchaseSchema.parse(await microsoft.control(`/subscriptions/${id}/token`, { method: "POST" })).token,
    land: async (token, actor, { offerKey = "ledgerlight", browser = randomSecret(), now = currentTime() } = {}) => {
      const offer = await findPublicOffer(offerKey);
      if (offer === null) throw new Error(`There is no offer ${offerKey}.`);
      const scope = landingScope({ publisherId: offer.publisherId, offerId: offer.id, browserHash: hashSecret(browser) });
      const ctx = { actor, scope, correlationId: newId(), now };
      await openLanding(ctx, token);
      return ctx;
    },
    customer: (actor, now = currentTime()) => ({ actor, scope: customerScope(actor), correlationId: newId(), now }),
    staff: async (publisherKey) => {
      const { id } = await database().publisher.findUniqueOrThrow({ where: { key: publisherKey } });
      return { actor: portal.person("priya"), scope: publisherScope({ publisherId: id, publisherKey, role: "owner" }), correlationId: newId(), now: currentTime() };
    },
    sent: async (ending = "") => (await seen()).filter(({ path }) => path.endsWith(ending)),
    mark: async () => {
      since = (await seen()).at(-1)?.number ?? since;
    },
    faults: async (...faults) => {
      await microsoft.control("/faults", { method: "PUT", body: { faults: faults.map(({ path, ...fault }) => ({ match: { path }, ...fault })) } });
    },
    change: async (id, what, body) => {
      await microsoft.control(`/subscriptions/${id}/${what}`, { method: "POST", body: body ?? {} });
    },
    atMicrosoft: async (id) => {
      const found = worldSchema.parse(await microsoft.control("")).subscriptions.find((each) => each.id === id);
      if (!found) throw new Error(`Microsoft knows no subscription ${id}.`);
      return found;
    },
    actions: (subscriptionId) =>
      database().subscriptionAction.findMany({ where: { subscription: { subscriptionId } }, orderBy: { number: "asc" }, select: { type: true, initiatorUserId: true, actorTenantId: true } }),
  };
  return portal;
}

/** Keeps the connection, which is slow to make anew for each test. */
async function emptyDatabase(): Promise<void> {
  const { delivery, endpoint, actionChain, actionRemoval, job, inboxEvent, rejectedCall, operation, drift, reconciliation, alert, auditEntry, apiKey, invitation, landingSession, activation, licenseInvitation, accessRequest, changeRequest, licenseImport, directoryGrant, subscriptionManager, subscriptionAction, subscriptionUser, subscription, plan, offer, technicalConfiguration, member, publisher } = database();
  await database().$transaction([
    job.deleteMany(),
    delivery.deleteMany(),
    endpoint.deleteMany(),
    actionChain.deleteMany(),
    actionRemoval.deleteMany(),
    inboxEvent.deleteMany(),
    rejectedCall.deleteMany(),
    operation.deleteMany(),
    drift.deleteMany(),
    reconciliation.deleteMany(),
    alert.deleteMany(),
    auditEntry.deleteMany(),
    apiKey.deleteMany(),
    invitation.deleteMany(),
    landingSession.deleteMany(),
    activation.deleteMany(),
    licenseInvitation.deleteMany(),
    accessRequest.deleteMany(),
    changeRequest.deleteMany(),
    licenseImport.deleteMany(),
    directoryGrant.deleteMany(),
    subscriptionManager.deleteMany(),
    subscriptionAction.deleteMany(),
    subscriptionUser.deleteMany(),
    subscription.deleteMany(),
    plan.deleteMany(),
    offer.deleteMany(),
    technicalConfiguration.deleteMany(),
    member.deleteMany(),
    publisher.deleteMany(),
  ]);
}

async function register({ publisherId, name, tenantId, clientId, clientSecret, offers }: World["publishers"][number]): Promise<void> {
  const catalogue = catalogueSchema.parse({
    publisher: { key: publisherId, name },
    technicalConfiguration: { tenantId, clientId, clientSecret },
    offers: offers.map((offer) => ({ key: offer.offerId, offerId: offer.offerId, name: offer.name, plans: offer.plans.map((plan) => ({ planId: plan.planId, name: plan.displayName, perSeat: plan.isPricePerSeat })) })),
  });
  await applyCatalogue(systemContext(), catalogue);
}
