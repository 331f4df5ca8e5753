import { Hono } from "hono";
import { z } from "zod";
import { finishedOf, finishSchema } from "../isv/activations";
import type { Isv } from "../isv/isv";
import { isvSettingsSchema, secretsSchema } from "../isv/settings";
import { Refused } from "../purchases";
import { check, read, since } from "./read";

/** The publisher's own back end: how it behaves, what it received, and the end of its activations. */
export function isvRoutes(isv: Isv): Hono {
  const routes = new Hono();
  const show = (after = 0) => ({
    settings: isv.state.settings,
    secrets: Object.values(isv.state.secrets).flat().length,
    activations: isv.activations.list().map((each) => {
      const { subscriptionId, subscriptionName, offerId, receivedAt, webhookId, calls } = each;
      const finished = finishedOf(each);
      return { subscriptionId, subscriptionName, offerId, receivedAt, webhookId, finished: finished && { result: finished.result, status: finished.status }, calls };
    }),
    messages: isv.messages.since(after),
  });

  routes.get("/", (c) => c.json(show(since(c.req.query("since")))));

  routes.put("/", async (c) => {
    const given = await read(z.strictObject({ settings: z.record(z.string(), z.unknown()).optional(), secrets: secretsSchema.optional() }), c.req.raw);
    const settings = check(isvSettingsSchema, { ...isv.state.settings, ...given.settings });
    isv.state.settings = settings;
    if (given.secrets) isv.state.secrets = given.secrets;
    isv.save();
    return c.json(show());
  });

  routes.delete("/messages", (c) => {
    isv.messages.clear();
    return c.body(null, 204);
  });

  routes.post("/activations/:subscriptionId/finish", async (c) => {
    const activation = isv.activations.find(c.req.param("subscriptionId"));
    if (!activation) throw new Refused("The publisher’s system was asked to set up no such subscription.");
    const { status, body } = await isv.activations.finish(activation, await read(finishSchema, c.req.raw));
    return c.json({ status, body });
  });
  return routes;
}
