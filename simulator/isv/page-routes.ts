import { Hono, type Context } from "hono";
import { csrf } from "hono/csrf";
import { z } from "zod";
import { check } from "../control/read";
import { Refused } from "../purchases";
import { finishSchema } from "./activations";
import type { Isv } from "./isv";
import { isvPage } from "./page";
import { isvSettingsSchema, PATHS, secretsSchema } from "./settings";

/** A field that was left empty is one that was not given. */
const numberSchema = z.string().transform((text) => (text.trim() === "" ? undefined : Number(text)));
const behaviourFormSchema = z.object({ kind: z.string(), delayMs: numberSchema, status: numberSchema, location: z.string().trim(), times: numberSchema, skewSeconds: numberSchema });
const settingsFormSchema = z.object({ finish: z.string(), finishDelayMs: numberSchema, finishMessage: z.string(), decision: z.string(), reason: z.string() }).partial();

/** The page of the publisher's system: plain forms, each followed by a redirect. */
export function isvPageRoutes(isv: Isv, base: () => string): Hono {
  const routes = new Hono();
  routes.use("*", csrf());

  const back = (c: Context, part: string): Response => c.redirect(`/isv#${part}`, 303);
  const setSettings = (given: object): void => {
    isv.state.settings = check(isvSettingsSchema, { ...isv.state.settings, ...given });
    isv.save();
  };

  routes.get("/", (c) => {
    const path = PATHS.find((each) => each === c.req.query("path")) ?? null;
    return c.html(isvPage(isv, { path, problem: c.req.query("problem") ?? "", base: base() }));
  });

  routes.post("/settings", async (c) => {
    setSettings(check(settingsFormSchema, await c.req.parseBody()));
    return back(c, "settings");
  });
  routes.post("/settings/:path", async (c) => {
    setSettings({ [c.req.param("path")]: check(behaviourFormSchema, await c.req.parseBody()) });
    return back(c, "settings");
  });

  routes.post("/secrets", async (c) => {
    const { offerId, secret } = check(z.object({ offerId: z.string().min(1), secret: z.string() }), await c.req.parseBody());
    const known = isv.state.secrets[offerId] ?? [];
    isv.state.secrets = check(secretsSchema, { ...isv.state.secrets, [offerId]: [...new Set([...known, secret.trim()])] });
    isv.save();
    return back(c, "secrets");
  });
  routes.post("/secrets/forget", async (c) => {
    const { offerId } = check(z.object({ offerId: z.string() }), await c.req.parseBody());
    isv.state.secrets = Object.fromEntries(Object.entries(isv.state.secrets).filter(([key]) => key !== offerId));
    isv.save();
    return back(c, "secrets");
  });

  routes.post("/messages/forget", (c) => {
    isv.messages.clear();
    return back(c, "messages");
  });

  routes.post("/activations/:subscriptionId/finish", async (c) => {
    const activation = isv.activations.find(c.req.param("subscriptionId"));
    if (!activation) throw new Refused("That activation is not known any more.");
    const { again, ...form } = await c.req.parseBody();
    const last = activation.calls.at(-1);
    await isv.activations.finish(activation, again !== undefined && last ? last : check(finishSchema, form));
    return back(c, "activations");
  });

  routes.onError((error, c) => {
    if (error instanceof Refused) return c.redirect(`/isv?problem=${encodeURIComponent(error.message)}`, 303);
    throw error;
  });
  return routes;
}
