import { Hono } from "hono";
import { z } from "zod";
import { peopleOf } from "../directory/people";
import type { Store } from "../state";
import { read } from "./read";

const personSchema = z.object({ tenantId: z.guid().toLowerCase(), objectId: z.guid().toLowerCase().optional() });
const tenantSchema = z.object({ tenantId: z.guid().toLowerCase(), userConsent: z.boolean().optional(), adminConsent: z.boolean().optional() });

/** Directories, and who may look people up in them: what an administrator of a tenant does, and time. */
export function directoryRoutes(store: Store): Hono {
  const routes = new Hono();

  routes.get("/people/:tenantId", (c) => c.json({ people: peopleOf(c.req.param("tenantId").toLowerCase(), store.state.personas) }));

  routes.get("/consents", (c) => {
    const { consents, allowed, closed, accessTokenSeconds } = store.state.access;
    return c.json({ consents, allowed, closed, accessTokenSeconds });
  });

  routes.put("/tenants", async (c) => {
    const { tenantId, userConsent, adminConsent } = await read(tenantSchema, c.req.raw);
    const { access } = store.state;
    if (userConsent !== undefined) access.closed = listed(access.closed, tenantId, !userConsent);
    if (adminConsent !== undefined) access.allowed = listed(access.allowed, tenantId, adminConsent);
    store.save();
    return c.json({ allowed: access.allowed, closed: access.closed });
  });

  /** Takes back what somebody (or everybody of the tenant) agreed to. Tokens that call Graph go on until they expire. */
  routes.post("/revoke", async (c) => {
    const { tenantId, objectId } = await read(personSchema, c.req.raw);
    const { access } = store.state;
    access.consents = access.consents.filter((each) => each.tenantId !== tenantId || (objectId !== undefined && each.objectId !== objectId));
    if (objectId === undefined) access.allowed = listed(access.allowed, tenantId, false);
    store.save();
    return c.json({ consents: access.consents, allowed: access.allowed });
  });

  routes.put("/tokens", async (c) => {
    const { seconds } = await read(z.object({ seconds: z.number().int().min(0) }), c.req.raw);
    store.state.access.accessTokenSeconds = seconds;
    store.save();
    return c.json({ accessTokenSeconds: seconds });
  });

  /** From now on Graph takes none of the tokens that it was shown so far. */
  routes.post("/expire-tokens", (c) => {
    store.state.access.accessTokens = {};
    store.save();
    return c.json({ accessTokens: 0 });
  });

  return routes;
}

function listed(list: string[], tenantId: string, isIn: boolean): string[] {
  const others = list.filter((each) => each !== tenantId);
  return isIn ? [...others, tenantId] : others;
}
