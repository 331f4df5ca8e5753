import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { answer } from "./answers";
import type { Isv } from "./isv";
import { PATHS, type Kind, type Path } from "./settings";
import { beginningOf } from "./token";
import { secretsFor, verify } from "./verify";

const LARGEST_BODY = 1024 * 1024;

/** A receiver that goes wrong in another way never gets as far as reading what it was sent. */
const TAKES_IN: readonly Kind[] = ["healthy", "slow", "huge"];

const activationSchema = z.object({ id: z.string().min(1), subscriptionName: z.string(), offerId: z.string(), planId: z.string(), quantity: z.number().nullish() });
const aboutSchema = z.object({ offerId: z.string().optional(), subscription: z.object({ offerId: z.string().optional() }).optional(), type: z.string().optional() });

type About = z.infer<typeof aboutSchema>;

/** Where the portal's messages arrive: `/activations`, `/log` and `/changes`. */
export function receiverRoutes(isv: Isv): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  for (const path of PATHS) {
    routes.post(`/${path}`, bodyLimit({ maxSize: LARGEST_BODY, onError: tooLarge }), async (c) => {
      const receivedAt = new Date();
      const body = await c.req.text();
      const behaviour = isv.behave(path);
      const about = aboutOf(body);
      const signed = { id: c.req.header("webhook-id") ?? null, timestamp: c.req.header("webhook-timestamp") ?? null, signature: c.req.header("webhook-signature") ?? null };
      const secrets = secretsFor(isv.state.secrets, about.offerId ?? about.subscription?.offerId ?? null);
      const verdict = verify(body, signed, secrets, new Date(receivedAt.getTime() + behaviour.skewSeconds * 1000));
      const token = c.req.header("MarketplaceToken");
      const message = isv.messages.add({
        path,
        receivedAt: receivedAt.toISOString(),
        webhookId: signed.id,
        timestamp: signed.timestamp,
        verdict,
        kind: behaviour.kind,
        token: token === undefined ? null : beginningOf(token),
        body,
      });
      const usual = verdict === "verified" ? healthyAnswer(isv, path, about, body, token) : { status: 401, json: { error: `Not accepted: ${verdict}.` } };
      const isTaken = usual.status === 200 && path === "activations" && token !== undefined && TAKES_IN.includes(behaviour.kind);
      if (isTaken) takeActivation(isv, body, token, receivedAt, signed.id, c.env.outgoing);
      return answer(c.env.outgoing, message, behaviour, usual);
    });
  }
  return routes;
}

/** What was not read of the body is still in the connection. */
function tooLarge(): Response {
  return new Response(null, { status: 413, headers: { connection: "close" } });
}

function healthyAnswer({ state: { settings } }: Isv, path: Path, about: About, body: string, token: string | undefined): { status: number; json: object } {
  if (path === "changes") return { status: 200, json: { decision: settings.decision, ...(settings.reason === "" ? {} : { reason: settings.reason }) } };
  if (path === "activations" && about.type !== "Test") {
    if (token === undefined || token === "") return { status: 400, json: { error: "The header MarketplaceToken is missing." } };
    if (!activationSchema.safeParse(jsonOf(body)).success) return { status: 400, json: { error: "The body tells of no subscription." } };
  }
  return { status: 200, json: { received: true } };
}

function takeActivation({ activations, state: { settings } }: Isv, body: string, token: string, receivedAt: Date, webhookId: string | null, outgoing: HttpBindings["outgoing"]): void {
  const parsed = activationSchema.safeParse(jsonOf(body));
  if (!parsed.success) return;
  const { id, quantity, ...rest } = parsed.data;
  const activation = activations.take({ ...rest, subscriptionId: id, quantity: quantity ?? null, receivedAt: receivedAt.toISOString(), webhookId, token });
  const { finish, finishDelayMs, finishMessage } = settings;
  if (finish !== "by hand") outgoing.once("close", () => activations.finishLater(activation, { result: finish, message: finishMessage }, finishDelayMs));
}

function aboutOf(body: string): About {
  return aboutSchema.safeParse(jsonOf(body)).data ?? {};
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
