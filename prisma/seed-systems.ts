import { z } from "zod";
import { database } from "@/lib/db/client";
import type { Context, SystemScope } from "@/lib/kernel/context";
import { rotateSigningSecret } from "@/lib/offers/rotate-signing-secret";

/** The offer of the demonstration that the publisher's system sets up; the others become active as soon as the customer confirms. */
const SET_UP_BY_SYSTEM = "teamboard";

/** How long the demonstration's system pretends to work: long enough to see the customer wait. */
const SET_UP_MILLISECONDS = 4000;

/** Where the running simulator plays the publisher's own systems, as an offer document says it of one offer. */
export function systemsOf(offerId: string, simulatorUrl: string) {
  const log = { url: `${simulatorUrl}/isv/log` };
  return offerId === SET_UP_BY_SYSTEM ? { activation: { mode: "endpoint", url: `${simulatorUrl}/isv/activations` }, log } : { log };
}

/**
 * Has the simulator verify what it is sent: makes a signing secret for each offer and hands it over. Where both sides have
 * theirs already, whatever somebody has set since stays.
 */
export async function shareSigningSecrets(ctx: Context<SystemScope>, offerKeys: readonly string[], simulatorUrl: string): Promise<void> {
  const address = `${simulatorUrl}/control/isv`;
  const { secrets: known } = z.object({ secrets: z.int() }).parse(await (await fetch(address)).json());
  const unsigned = await database().offer.count({ where: { key: { in: [...offerKeys] }, signingSecret: null } });
  if (known > 0 && unsigned === 0) return;
  const secrets: Record<string, string[]> = {};
  for (const offerKey of offerKeys) secrets[offerKey] = [(await rotateSigningSecret(ctx, { offerKey })).secret];
  const answer = await fetch(address, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ secrets, settings: { finish: "succeeded", finishDelayMs: SET_UP_MILLISECONDS } }),
  });
  if (!answer.ok) throw new Error(`the simulator answers ${answer.status} at ${address}`);
}
