import { Hono } from "hono";
import { createLocalJWKSet, jwtVerify } from "jose";
import { z } from "zod";
import { publicKeys } from "../entra/keys";
import { MARKETPLACE_RESOURCE } from "../entra/token";
import { requestId } from "../ids";
import type { Publisher } from "../publisher";
import { lagging } from "../lag";
import { findOffer, isSoldTo } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import type { CallLog } from "../webhooks/log";
import { forbidden, notFound, OTHER_HOST, refused, type ApiContext, type Variables } from "./answers";
import { operationRoutes } from "./operations";
import { ownChangeRoutes } from "./own-changes";
import { planOnTheWire, subscriptionOnTheWire } from "./wire";

/** SaaS fulfillment API v2. */
export function fulfillmentRoutes(store: Store, log: CallLog): Hono<{ Variables: Variables }> {
  const routes = new Hono<{ Variables: Variables }>();

  routes.use("*", async (c, next) => {
    c.header("x-ms-requestid", c.req.header("x-ms-requestid") ?? requestId());
    c.header("x-ms-correlationid", c.req.header("x-ms-correlationid") ?? requestId());
    const version = c.req.query("api-version");
    if (version !== "2018-08-31") {
      const code = version === undefined ? "ApiVersionUnspecified" : "UnsupportedApiVersion";
      return c.json({ Error: { Code: code, Message: version === undefined ? "An API version is required, but was not specified." : `The API version '${version}' is not supported.` } }, 400);
    }
    const publisher = await publisherOf(c.req.header("authorization"));
    if (publisher === null) return c.json({ code: "Forbidden", message: "The publisher token is missing, expired or not meant for this service." }, 403);
    c.set("publisher", publisher);
    return next();
  });

  routes.post("/saas/subscriptions/resolve", (c) => {
    const token = c.req.header("x-ms-marketplace-token") ?? "";
    const known = Object.hasOwn(store.state.tokens, token) ? store.state.tokens[token] : undefined;
    if (!known || known.expiresAt <= store.now()) {
      const why = known ? "The purchase token is expired." : "Failed to decrypt token. The specified token is invalid.";
      return c.json({ message: "One or more errors have occurred.", target: "x-ms-marketplace-token", details: [{ code: "BadArgument", message: why, target: "x-ms-marketplace-token" }], code: "BadArgument" }, 400);
    }
    const subscription = find(known.subscriptionId);
    if (subscription?.publisherId !== c.get("publisher").publisherId) return forbidden(c);
    const { id, name, offerId, planId, quantity } = subscription;
    return c.json({ id, subscriptionName: name, offerId, planId, ...(quantity === null ? {} : { quantity }), subscription: subscriptionOnTheWire(subscription) });
  });

  routes.post("/saas/subscriptions/:id/activate", async (c) => {
    const subscription = ofPublisher(c);
    if (subscription instanceof Response) return subscription;
    if (subscription.status === "Unsubscribed") return notFound(c);
    const body = z.object({ planId: z.string(), quantity: z.number().optional() }).safeParse(await c.req.json().catch(() => null)).data;
    if (!body) return refused(c, "planId is required, and quantity, where it is given, is a number.");
    if (body.planId !== subscription.planId) return refused(c, "The plan is not the purchased one.");
    if (body.quantity !== undefined && body.quantity !== (subscription.quantity ?? undefined)) return refused(c, "The quantity is not the purchased one.");
    if (subscription.status !== "PendingFulfillmentStart") return refused(c, `The subscription is ${subscription.status}.`);
    subscription.activation ??= { effectiveAt: store.now() + store.state.settings.activationDelayMs, outcome: subscription.activationFails ? "Unsubscribed" : "Subscribed" };
    store.save();
    return c.body(null, 200);
  });

  routes.get("/saas/subscriptions/:id/listAvailablePlans", (c) => {
    const subscription = ofPublisher(c);
    if (subscription instanceof Response) return subscription;
    if (subscription.status === "Unsubscribed") return forbidden(c);
    const plans = findOffer(store, subscription.offerId)?.offer.plans ?? [];
    const only = c.req.query("planId");
    const offered = plans.filter((plan) => (isSoldTo(plan, subscription) || plan.planId === subscription.planId) && (only === undefined || plan.planId === only));
    return c.json({ plans: offered.map(planOnTheWire) });
  });

  routes.get("/saas/subscriptions/:id", (c) => {
    const subscription = ofPublisher(c);
    return subscription instanceof Response ? subscription : c.json(subscriptionOnTheWire(lagging(store, subscription)));
  });

  const list = (c: ApiContext): Response => {
    const mine = store.state.subscriptions.filter(({ publisherId }) => publisherId === c.get("publisher").publisherId);
    const from = readContinuation(c.req.query("continuationToken"));
    if (from === null) return refused(c, "The continuation token is invalid.");
    if (mine.length === 0) return c.body(null, 200);
    const until = from + store.state.settings.pageSize;
    const continuation = encodeURIComponent(JSON.stringify([{ token: "+RID:~simulated/+=#RT:1", range: { min: String(until) } }]));
    return c.json({
      subscriptions: mine.slice(from, until).map((each) => subscriptionOnTheWire(lagging(store, each))),
      ...(until < mine.length ? { "@nextLink": `${OTHER_HOST}/api/saas/subscriptions/?continuationToken=${continuation}&api-version=2018-08-31` } : {}),
    });
  };
  routes.get("/saas/subscriptions", list);
  routes.get("/saas/subscriptions/", list);

  routes.route("/", ownChangeRoutes(store, (c) => ofPublisher(c)));
  routes.route("/", operationRoutes(store, (id) => find(id), log));

  // Hono ignores the notFound of an app that is mounted in another one.
  routes.all("*", (c) => notFound(c));

  const find = (id: string): Subscription | undefined => store.state.subscriptions.find((each) => each.id === id.toLowerCase());
  /** The subscription that the path names, or the answer to who must not see it. */
  const ofPublisher = (c: ApiContext): Subscription | Response => {
    const subscription = find(c.req.param("id") ?? "");
    if (!subscription) return notFound(c);
    return subscription.publisherId === c.get("publisher").publisherId ? subscription : forbidden(c);
  };
  const publisherOf = async (header: string | undefined): Promise<Publisher | null> => {
    const token = /^Bearer (.+)$/i.exec(header ?? "")?.[1];
    if (token === undefined) return null;
    try {
      const keys = createLocalJWKSet({ keys: z.array(z.looseObject({ kty: z.string() })).parse(publicKeys(store.state.keys, () => "")) });
      const { payload } = await jwtVerify(token, keys, { audience: MARKETPLACE_RESOURCE });
      const application = payload.azp ?? payload.appid;
      return store.state.publishers.find(({ clientId, tenantId }) => clientId === application && tenantId === payload.tid) ?? null;
    } catch {
      return null;
    }
  };
  return routes;
}

function readContinuation(token: string | undefined): number | null {
  if (token === undefined) return 0;
  try {
    const [first] = z.array(z.object({ range: z.object({ min: z.coerce.number().int().min(0) }) })).parse(JSON.parse(token));
    return first?.range.min ?? null;
  } catch {
    return null;
  }
}
