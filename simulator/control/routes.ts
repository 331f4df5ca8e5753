import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { makeKey } from "../entra/keys";
import type { Isv } from "../isv/isv";
import { requestId } from "../ids";
import { faultsSchema, type Faults } from "../faults";
import { CHANGES, change } from "../life-cycle";
import { findOffer, landingOf, purchase, purchaseSchema, Refused } from "../purchases";
import type { Requests } from "../requests";
import type { Store } from "../state";
import { TERM_UNITS } from "../subscription";
import { directoryRoutes } from "./directory";
import { addDuration } from "./duration";
import { isvRoutes } from "./isv";
import { read, since } from "./read";
import { webhookRoutes, type Webhooking } from "./webhooks";

const newPublisherSchema = z.object({
  publisherId: z.string().min(1),
  name: z.string().min(1),
  offers: z.array(
    z.object({
      offerId: z.string().min(1),
      name: z.string().min(1),
      landingUrl: z.url(),
      plans: z.array(z.object({ planId: z.string(), displayName: z.string(), isPricePerSeat: z.boolean().default(false), price: z.number().default(10), termUnit: z.enum(TERM_UNITS).default("P1M") })).min(1),
    }),
  ),
});

/** The control surface: tests, demonstrations and other tools drive the simulator through it. */
export function controlRoutes(store: Store, faults: Faults, requests: Requests, webhooking: Webhooking, isv: Isv, base: () => string): Hono {
  const routes = new Hono();

  routes.get("/", (c) =>
    c.json({
      publishers: store.state.publishers,
      signIn: store.state.signIn,
      personas: store.state.personas,
      subscriptions: store.state.subscriptions,
      clock: { now: new Date(store.now()).toISOString(), offsetMs: store.state.clockOffsetMs },
      settings: store.state.settings,
      urls: { entra: `${base()}/entra`, marketplace: `${base()}/marketplace/api`, graph: `${base()}/graph` },
    }),
  );

  routes.post("/purchases", async (c) => c.json(purchase(store, await read(purchaseSchema, c.req.raw)), 201));

  routes.post("/subscriptions/:id/:what", async (c) => {
    const subscription = store.state.subscriptions.find(({ id }) => id === c.req.param("id"));
    if (!subscription) throw new Refused("There is no such subscription.");
    const what = c.req.param("what");
    if (what === "token") return c.json(landingOf(store, subscription), 201);
    const known = CHANGES.find((each) => each === what);
    if (!known) throw new Refused(`${what} is nothing that can be done to a subscription.`);
    const operation = change(store, subscription, known, await read(z.object({ planId: z.string().optional(), quantity: z.number().int().positive().optional() }), c.req.raw));
    return c.json({ ...subscription, operationId: operation?.id ?? null });
  });

  routes.post("/clock", async (c) => {
    const { advance } = await read(z.object({ advance: z.string() }), c.req.raw);
    const now = new Date(store.now());
    const moved = addDuration(now, advance);
    if (moved === null) throw new Refused(`${advance} is not an ISO 8601 duration.`);
    store.state.clockOffsetMs += moved.getTime() - now.getTime();
    store.save();
    return c.json({ now: moved.toISOString() });
  });

  routes.get("/faults", (c) => c.json({ faults: faults.list() }));
  routes.put("/faults", async (c) => {
    faults.replace((await read(faultsSchema, c.req.raw)).faults);
    return c.json({ faults: faults.list() });
  });

  routes.put("/settings", async (c) => {
    const given = await read(z.object({ activationDelayMs: z.number().int().min(0).optional(), pageSize: z.number().int().positive().optional() }), c.req.raw);
    Object.assign(store.state.settings, given);
    return c.json(store.state.settings);
  });

  routes.post("/keys/rotate", async (c) => {
    store.state.keys = [await makeKey("organisations"), await makeKey("personal"), ...store.state.keys];
    store.save();
    return c.json({ kids: store.state.keys.map(({ kid }) => kid) });
  });
  routes.post("/keys/drop-old", (c) => {
    const newest = (["organisations", "personal"] as const).flatMap((audience) => store.state.keys.find((key) => key.audience === audience) ?? []);
    store.state.keys = newest;
    store.save();
    return c.json({ kids: newest.map(({ kid }) => kid) });
  });

  routes.post("/publishers", async (c) => {
    const given = await read(newPublisherSchema, c.req.raw);
    if (store.state.publishers.some(({ publisherId }) => publisherId === given.publisherId)) throw new Refused("There is a publisher of this id.");
    if (new Set(given.offers.map(({ offerId }) => offerId)).size < given.offers.length) throw new Refused("Two offers have the same id.");
    const taken = given.offers.find(({ offerId }) => findOffer(store, offerId));
    if (taken) throw new Refused(`There is an offer ${taken.offerId}.`);
    const publisher = {
      publisherId: given.publisherId,
      name: given.name,
      tenantId: requestId(),
      clientId: requestId(),
      clientSecret: `secret-of-${given.publisherId}`,
      secretExpired: false,
      offers: given.offers.map((offer) => ({
        ...offer,
        summary: offer.name,
        plans: offer.plans.map(({ price, termUnit, ...plan }) => ({
          ...plan,
          description: plan.displayName,
          isStopSell: false,
          isPrivate: false,
          audience: [],
          hasFreeTrials: false,
          minQuantity: plan.isPricePerSeat ? 1 : null,
          maxQuantity: plan.isPricePerSeat ? 1000 : null,
          terms: [{ termUnit, termDescription: termUnit, price, currency: "EUR" }],
        })),
      })),
    };
    store.state.publishers.push(publisher);
    store.save();
    return c.json(publisher, 201);
  });
  routes.put("/publishers/:publisherId", async (c) => {
    const publisher = store.state.publishers.find(({ publisherId }) => publisherId === c.req.param("publisherId"));
    if (!publisher) throw new Refused("There is no such publisher.");
    const { secretExpired } = await read(z.object({ secretExpired: z.boolean() }), c.req.raw);
    publisher.secretExpired = secretExpired;
    store.save();
    return c.json(publisher);
  });

  routes.put("/offers/:offerId/plans/:planId", async (c) => {
    const plan = findOffer(store, c.req.param("offerId"))?.offer.plans.find(({ planId }) => planId === c.req.param("planId"));
    if (!plan) throw new Refused("There is no such plan.");
    Object.assign(plan, await read(z.object({ isPrivate: z.boolean().optional(), isStopSell: z.boolean().optional(), audience: z.array(z.string()).optional() }), c.req.raw));
    store.save();
    return c.json(plan);
  });

  routes.route("/webhooks", webhookRoutes(store, webhooking));
  routes.route("/directory", directoryRoutes(store));
  routes.route("/isv", isvRoutes(isv));
  routes.get("/operations", (c) => c.json({ operations: store.state.operations }));

  routes.get("/requests", (c) => c.json({ requests: requests.since(since(c.req.query("since"))) }));

  routes.post("/reset", (c) => {
    store.reset();
    faults.replace([]);
    requests.clear();
    webhooking.faults.replace([]);
    webhooking.log.clear();
    webhooking.dispatcher.abort();
    isv.reset();
    return c.body(null, 204);
  });

  routes.onError((error, c) => {
    if (error instanceof Refused) return c.json({ message: error.message }, 400);
    if (error instanceof HTTPException) return c.json({ message: error.message }, error.status);
    throw error;
  });
  return routes;
}
