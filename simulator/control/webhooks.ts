import { Hono } from "hono";
import { z } from "zod";
import { Refused } from "../purchases";
import type { Store } from "../state";
import type { Dispatcher } from "../webhooks/dispatcher";
import { webhookFaultsSchema, type WebhookFaults } from "../webhooks/faults";
import type { CallLog } from "../webhooks/log";
import { TOKEN_VERSIONS, webhookSettingsSchema, webhookUrlOf } from "../webhooks/settings";
import { TOKEN_KINDS } from "../webhooks/token";
import { check, read, since } from "./read";

const sendSchema = z.object({ offerId: z.string(), token: z.enum(TOKEN_KINDS).default("valid"), body: z.unknown().transform((body) => (typeof body === "string" ? body : JSON.stringify(body ?? null))) });

export interface Webhooking {
  readonly dispatcher: Dispatcher;
  readonly faults: WebhookFaults;
  readonly log: CallLog;
}

/** The connection webhook as seen from Microsoft: where it calls, how it goes wrong, what it sent and what was answered. */
export function webhookRoutes(store: Store, { dispatcher, faults, log }: Webhooking): Hono {
  const routes = new Hono();

  routes.get("/", (c) => {
    const { settings, deliveries } = store.state.webhooks;
    const offers = store.state.publishers.flatMap(({ publisherId, offers }) => offers.map(({ offerId }) => ({ offerId, url: webhookUrlOf(store, offerId), token: store.state.webhooks.tokens[publisherId] ?? "v1" })));
    return c.json({ calls: log.since(since(c.req.query("since"))), waiting: deliveries, offers, settings });
  });

  routes.put("/offers/:offerId", async (c) => {
    const offerId = c.req.param("offerId");
    if (!store.state.publishers.some(({ offers }) => offers.some((each) => each.offerId === offerId))) throw new Refused("There is no such offer.");
    const { url } = await read(z.object({ url: z.url().nullable() }), c.req.raw);
    store.state.webhooks.urls[offerId] = url;
    store.save();
    return c.json({ offerId, url });
  });

  routes.put("/publishers/:publisherId", async (c) => {
    const publisherId = c.req.param("publisherId");
    if (!store.state.publishers.some((each) => each.publisherId === publisherId)) throw new Refused("There is no such publisher.");
    const { token } = await read(z.object({ token: z.enum(TOKEN_VERSIONS) }), c.req.raw);
    store.state.webhooks.tokens[publisherId] = token;
    store.save();
    return c.json({ publisherId, token });
  });

  routes.put("/settings", async (c) => {
    const given = await read(z.record(z.string(), z.unknown()), c.req.raw);
    store.state.webhooks.settings = check(webhookSettingsSchema, { ...store.state.webhooks.settings, ...given });
    store.save();
    return c.json(store.state.webhooks.settings);
  });

  routes.get("/faults", (c) => c.json({ faults: faults.list() }));
  routes.put("/faults", async (c) => {
    faults.replace((await read(webhookFaultsSchema, c.req.raw)).faults);
    return c.json({ faults: faults.list() });
  });

  routes.post("/send", async (c) => {
    const { offerId, token, body } = await read(sendSchema, c.req.raw);
    if (webhookUrlOf(store, offerId) === null) throw new Refused(`No webhook is set for ${offerId}.`);
    return c.json(await dispatcher.sendAnything(offerId, body, { token }));
  });

  routes.post("/settle", async (c) => {
    await dispatcher.settled();
    return c.json({ waiting: store.state.webhooks.deliveries.length });
  });
  return routes;
}
