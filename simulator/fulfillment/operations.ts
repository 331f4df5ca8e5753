import { Hono } from "hono";
import { z } from "zod";
import { ACKABLE, isOpen, type Operation } from "../operations/operation";
import { accept, refuse } from "../operations/outcome";
import { operationOnTheWire, wholeOperationOnTheWire } from "../operations/wire";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import type { CallLog } from "../webhooks/log";
import { conflict, failed, forbidden, notFound, refused, type ApiContext, type Variables } from "./answers";

const statusSchema = z.object({ status: z.string().min(1) });

/** Operations of one subscription: the outstanding ones, any by its id, and the publisher's answer to one. */
export function operationRoutes(store: Store, find: (id: string) => Subscription | undefined, log: CallLog): Hono<{ Variables: Variables }> {
  const routes = new Hono<{ Variables: Variables }>();

  routes.get("/saas/subscriptions/:id/operations", (c) => {
    const subscription = find(c.req.param("id"));
    // As seen of the real service, though documented as 404.
    if (!subscription) return c.json({});
    if (subscription.publisherId !== c.get("publisher").publisherId) return forbidden(c);
    const open = store.state.operations.filter(({ subscriptionId, status }) => subscriptionId === subscription.id && status === "InProgress");
    return c.json(open.length === 0 ? {} : { operations: open.map((each) => operationOnTheWire(each, subscription)) });
  });

  routes.get("/saas/subscriptions/:id/operations/:operationId", (c) => {
    const found = one(c);
    return found instanceof Response ? found : c.json(wholeOperationOnTheWire(found.operation, found.subscription));
  });

  routes.patch("/saas/subscriptions/:id/operations/:operationId", async (c) => {
    const found = one(c);
    if (found instanceof Response) return found;
    const { operation } = found;
    const body = statusSchema.safeParse(await c.req.json().catch(() => null)).data;
    if (!body) return refused(c, "The status is missing.");
    log.acknowledged(operation.id);
    // Publishers' own changes end by themselves, and do not take it well to be helped.
    if (operation.source === "Partner") return failed(c);
    if (!isOpen(operation)) return conflict(c, `The operation is ${operation.status}.`);
    // Other words are taken too, and do nothing.
    if (body.status === "Success") accept(store, operation, store.now());
    if (body.status === "Failure" && operation.action !== "Reinstate") refuse(store, operation, store.now());
    store.save();
    return c.body(null, 200);
  });

  /** The operation that the path names, or the answer to who must not see it. */
  const one = (c: ApiContext): { operation: Operation; subscription: Subscription } | Response => {
    const subscription = find(c.req.param("id") ?? "");
    const { unknownOperationStatus, toldOperations } = store.state.webhooks.settings;
    const unknown = (): Response => (unknownOperationStatus === 400 ? refused(c, "The operation is not valid.") : notFound(c, subscription ? "operation" : "subscription"));
    if (!subscription) return unknown();
    if (subscription.publisherId !== c.get("publisher").publisherId) return forbidden(c);
    const id = (c.req.param("operationId") ?? "").toLowerCase();
    const operation = store.state.operations.find((each) => each.id === id && each.subscriptionId === subscription.id);
    if (!operation || (toldOperations === "unknown" && operation.source === "Azure" && !ACKABLE.includes(operation.action))) return unknown();
    return { operation, subscription };
  };
  return routes;
}
