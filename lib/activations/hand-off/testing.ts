import { z } from "zod";
import { database } from "../../db/client";
import { takeJobs } from "../../jobs/lease";
import { runJob } from "../../jobs/run-job";
import { addSeconds, currentTime } from "../../kernel/clock";
import type { UserActor } from "../../kernel/context";
import { decryptSecret } from "../../kernel/crypto";
import { newId } from "../../kernel/ids";
import { activate } from "../activate";
import { followActivations, refuseActivations, settleActivations, watchHandOvers } from "../jobs";
import { arrive } from "../landing/arrive";
import { systemContext, type Portal } from "../testing";
import { authenticateToken, type TokenCaller } from "./authenticate";
import { completeActivation, type CompleteOutcome } from "./complete";
import { TOKEN_HEADER, type Completion } from "./schema";

const JOBS = [followActivations, settleActivations, watchHandOvers, refuseActivations];
const sealed = z.object({ [TOKEN_HEADER]: z.string() });

/** Has the activations of an offer go to a system of the publisher's; null: whose address is not set. */
export async function handOverTo(url: string | null, { offerKey = "ledgerlight", deadlineMinutes = 60 } = {}): Promise<void> {
  const { id: offerId, publisherId } = await database().offer.update({ where: { key: offerKey }, data: { activationMode: "endpoint", activationDeadlineMinutes: deadlineMinutes } });
  await database().endpoint.upsert({ where: { offerId_kind: { offerId, kind: "activation" } }, create: { offerId, publisherId, kind: "activation", url, createdAt: new Date() }, update: { url } });
}

/** A purchase whose buyer came to the landing page, and how they confirm it. */
export async function confirmable(portal: Portal, request: Parameters<Portal["buy"]>[0] = {}, buyer: UserActor = portal.person("mira")) {
  const { subscriptionId, token } = await portal.buy(request);
  await arrive(await portal.land(token, buyer, { offerKey: request.offerId ?? "ledgerlight" }));
  return { subscriptionId, press: (now = currentTime()) => activate(portal.customer(buyer, now), { subscriptionId, contactEmail: "accounts@auroradental.example" }) };
}

/** The token that the message with this number carries; null once it is forgotten. */
export async function tokenIn(deliveryNumber: number): Promise<string | null> {
  const { sealedHeaders } = await database().delivery.findUniqueOrThrow({ where: { number: deliveryNumber } });
  return sealedHeaders === null ? null : sealed.parse(JSON.parse(await decryptSecret(sealedHeaders)))[TOKEN_HEADER];
}

/** The newest token that was sent. */
export async function newestToken(): Promise<string> {
  const { deliveryNumber } = await database().marketplaceToken.findFirstOrThrow({ orderBy: { id: "desc" } });
  const token = await tokenIn(deliveryNumber);
  if (token === null) throw new Error("The token is forgotten.");
  return token;
}

/** Who calls with a token, as the API's authenticator says. */
export async function callerWith(token: string | null, now = currentTime()): Promise<TokenCaller> {
  const request = new Request("http://portal.example/api/v1/activations/complete", { method: "POST", headers: token === null ? {} : { [TOKEN_HEADER]: token } });
  return authenticateToken({ request, params: {}, requestId: newId(), now });
}

export async function report(token: string, completion: Completion, now = currentTime()): Promise<CompleteOutcome> {
  return completeActivation(await callerWith(token, now), completion);
}

/** The worker's next turn, as it comes `seconds` from now: the kinds of its jobs and how they ended. */
export async function turn(seconds = 0): Promise<string[]> {
  const ctx = { ...systemContext(), now: addSeconds(currentTime(), seconds) };
  const taken = await takeJobs(ctx, "test", 20);
  return Promise.all(taken.map(async (job) => `${job.kind} ${await runJob(ctx, job, JOBS.find(({ kind }) => kind === job.kind), new AbortController().signal)}`));
}
