import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { systemScope } from "../../auth/scope";
import { database } from "../../db/client";
import { transaction } from "../../db/transaction";
import { newSigningSecret } from "../../http/message-signature";
import { currentTime } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { encryptSecret } from "../../kernel/crypto";
import { newId } from "../../kernel/ids";
import { recordAction } from "../record";

export interface Received {
  readonly path: string;
  readonly id: string;
  readonly verified: boolean;
  readonly body: string;
  /** The body, where it is one of the log endpoint's. */
  readonly action: { readonly id: string; readonly type: string; readonly subscriptionInfoId?: string | undefined } | null;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

const actionSchema = z.object({ id: z.string(), type: z.string(), subscriptionInfoId: z.string().optional() });

/** What a receiver answers: a status, a broken connection, or whatever a test does to the response. */
export type Answer = number | "drop" | ((response: ServerResponse) => void);

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Asked for each message; 200 where it is not set. */
  answer: (message: Received) => Answer | Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** A publisher's endpoint on a real port, which verifies as the public library does. */
export async function startReceiver(secrets: () => readonly string[]): Promise<Receiver> {
  const received: Received[] = [];
  const receiver: Pick<Receiver, "answer"> = { answer: () => 200 };
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      const body = Buffer.concat(chunks).toString("utf8");
      const message = { path: request.url ?? "", id: String(request.headers["webhook-id"]), verified: isVerified(body, request.headers, secrets()), body, action: actionSchema.safeParse(safeJson(body)).data ?? null, headers: request.headers };
      received.push(message);
      const answer = await receiver.answer(message);
      if (answer === "drop") request.socket.destroy();
      else if (typeof answer === "number") response.writeHead(answer, { "content-type": "text/plain" }).end(answer < 300 ? "ok" : "no");
      else answer(response);
    })().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${address.port}`,
    received,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

function isVerified(body: string, headers: NodeJS.Dict<string | string[]>, secrets: readonly string[]): boolean {
  const flat = Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])));
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, flat);
      return true;
    } catch {
      return false;
    }
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function systemContext(now = currentTime()): Context<SystemScope> {
  return { actor: { kind: "marketplace" }, scope: systemScope(), correlationId: newId(), now };
}

export interface Told {
  readonly publisherId: number;
  readonly offerId: number;
  readonly endpointId: number;
  readonly secret: string;
  /** Rows of the subscriptions. */
  readonly subscriptions: readonly string[];
}

let made = 0;

/** A publisher with an offer that has a log endpoint, and with subscriptions. */
export async function makeTold(url: string, { subscriptions = 1 } = {}): Promise<Told> {
  const name = `told-${(made += 1)}`;
  const secret = newSigningSecret();
  const signingSecret = await encryptSecret(secret);
  const { id: publisherId } = await database().publisher.create({ data: { key: name, name } });
  const { id: technicalConfigurationId } = await database().technicalConfiguration.create({ data: { publisherId, tenantId: newId(), clientId: newId(), clientSecret: "sealed", updatedAt: currentTime() } });
  const { id: offerId } = await database().offer.create({ data: { publisherId, technicalConfigurationId, key: name, offerId: name, name, signingSecret, signingSecretSince: currentTime() } });
  const { id: endpointId } = await database().endpoint.create({ data: { publisherId, offerId, kind: "log", url, createdAt: currentTime() } });
  const ids = Array.from({ length: subscriptions }, () => newId());
  for (const id of ids) await database().subscription.create({ data: { id, subscriptionId: newId(), publisherId, offerId, planId: "basic", quantity: 1, status: "Subscribed", billingCycle: "P1M" } });
  return { publisherId, offerId, endpointId, secret, subscriptions: ids };
}

/** An action, as any command writes one. @returns its id. */
export async function act({ publisherId }: Told, subscriptionInfoId: string, type = "Renew"): Promise<string> {
  const number = await transaction(systemContext(), async (writing) => recordAction(writing, { type, publisherId, subscriptionInfoId }));
  return (await database().subscriptionAction.findUniqueOrThrow({ where: { number }, select: { id: true } })).id;
}
