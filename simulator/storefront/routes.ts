import { Hono, type Context } from "hono";
import { z } from "zod";
import { csrf } from "hono/csrf";
import { addDuration } from "../control/duration";
import { CHANGES, change } from "../life-cycle";
import { landingOf, landingUrlOf, purchase, purchaseSchema, Refused, type Purchase } from "../purchases";
import type { Store } from "../state";
import type { CallLog } from "../webhooks/log";
import { changesPage } from "./changes-page";
import { boughtPage, shopPage } from "./pages";

const valuesSchema = z.object({ planId: z.string().optional(), quantity: z.coerce.number().int().positive().optional() });

/** The shop: plain forms, each followed by a redirect. */
export function storefrontRoutes(store: Store, calls: CallLog): Hono {
  const routes = new Hono();
  routes.use("*", csrf());

  const subscriptionOf = (id: string) => {
    const subscription = store.state.subscriptions.find((each) => each.id === id);
    if (!subscription) throw new Refused("There is no such subscription.");
    return subscription;
  };
  const bought = (c: Context, made: Purchase): Response => c.redirect(`/subscriptions/${made.subscriptionId}?token=${encodeURIComponent(made.token)}`, 303);

  routes.get("/", (c) => c.html(shopPage(store, c.req.query("problem") ?? "")));

  routes.post("/purchases", async (c) => {
    const form = await c.req.parseBody();
    const asked = purchaseSchema.safeParse({ ...form, quantity: form.quantity || undefined, csp: form.csp === "on", freeTrial: form.freeTrial === "on", activation: form.failsLate ? "fails-late" : "works" });
    if (!asked.success) throw new Refused("The form is incomplete.");
    return bought(c, purchase(store, asked.data));
  });

  routes.get("/subscriptions/:id", (c) => {
    const subscription = subscriptionOf(c.req.param("id"));
    const token = c.req.query("token") ?? "";
    return c.html(boughtPage({ subscriptionId: subscription.id, token, landingUrl: landingUrlOf(store, subscription, token) }, subscription));
  });

  routes.post("/subscriptions/:id/token", (c) => bought(c, landingOf(store, subscriptionOf(c.req.param("id")))));

  routes.get("/subscriptions/:id/changes", (c) => c.html(changesPage(store, subscriptionOf(c.req.param("id")), calls)));

  routes.post("/subscriptions/:id/:what", async (c) => {
    const what = CHANGES.find((each) => each === c.req.param("what"));
    if (!what) throw new Refused("That cannot be done here.");
    const form = await c.req.parseBody();
    const asked = valuesSchema.safeParse(form);
    if (!asked.success) throw new Refused("The form is incomplete.");
    change(store, subscriptionOf(c.req.param("id")), what, asked.data);
    return c.redirect(form.from === "changes" ? `/subscriptions/${c.req.param("id")}/changes` : "/#purchases", 303);
  });

  routes.post("/clock", async (c) => {
    const now = new Date(store.now());
    const moved = addDuration(now, z.string().catch("").parse((await c.req.parseBody()).advance));
    if (moved === null) throw new Refused("That is no duration.");
    store.state.clockOffsetMs += moved.getTime() - now.getTime();
    store.save();
    return c.redirect("/", 303);
  });

  routes.onError((error, c) => {
    if (error instanceof Refused) return c.redirect(`/?problem=${encodeURIComponent(error.message)}`, 303);
    throw error;
  });
  return routes;
}
