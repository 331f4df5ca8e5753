import { raiseAlert, settleAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import type { TransactionContext } from "../../db/transaction";
import type { JobContext, JobResult } from "../../jobs/define";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { fulfillment, type FulfillmentClient, type OperationBegun } from "../../marketplace/fulfillment";
import { UpstreamError } from "../../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../../offers/queries";
import { isPending } from "../../subscriptions/pending";
import { refreshSubscription } from "../../subscriptions/refresh";
import { untilMicrosoftIsBack } from "../patience";
import { PROBLEMS } from "../schema";
import { settleActivation } from "../settle";
import { REFUSE_ACTIVATION } from "./schema";

const DONE: JobResult = { kind: "done" };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_LOOK_SECONDS = 2;
/** Microsoft's wish to be left alone is heard, within reason: a customer waits. */
const LONGEST_WAIT_SECONDS = MINUTE;

/**
 * Ends at Microsoft what the staff refused, and follows it to Unsubscribed. Whether an earlier call arrived is looked for
 * before it is made again: in the subscription, then among the operations that are under way.
 */
export async function refuseAtMicrosoft(ctx: JobContext, { activationId, operationId }: { readonly activationId: number; readonly operationId?: string }): Promise<JobResult> {
  const refused = await find(activationId);
  if (refused?.activation?.state !== "refusing" || refused.offerId === null || refused.publisherId === null) return DONE;
  const { activation: { version }, offerId, publisherId } = refused;
  const subscriptionId = refused.subscriptionId.toLowerCase();
  const waiting = { publisherId, subscriptionId, what: "An order was refused here more than an hour ago and is not cancelled" };
  return untilMicrosoftIsBack(ctx, waiting, () => goOn(ctx, { activationId, version, subscriptionId, publisherId, offerId }, operationId));
}

async function goOn(ctx: JobContext, { offerId, ...refused }: Omit<Subject, "client"> & { readonly offerId: number }, operationId: string | undefined): Promise<JobResult> {
  const { subscriptionId } = refused;
  const { status } = await refreshSubscription(ctx, subscriptionId, "background");
  // Ended; or active, because somebody else had it activated: what Microsoft says is how it is.
  if (!isPending(status)) return { kind: "done", effect: async (writing) => settleActivation(writing, subscriptionId) };
  const subject = { ...refused, client: fulfillment(await getMarketplaceCredentials(offerId)) };
  return operationId === undefined ? cancel(ctx, subject) : lookAfter(ctx, subject, operationId);
}

interface Subject {
  readonly activationId: number;
  /** Of the refusal: a later one follows its cancellation anew, also where Microsoft still calls it by the same operation. */
  readonly version: number;
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly publisherId: number;
  readonly client: FulfillmentClient;
}

async function find(activationId: number) {
  return database().subscription.findFirst({ where: { activation: { is: { id: activationId } } }, select: { subscriptionId: true, offerId: true, publisherId: true, activation: { select: { state: true, version: true } } } });
}

async function cancel(ctx: JobContext, subject: Subject): Promise<JobResult> {
  const options = { correlationId: ctx.correlationId, patience: "background" } as const;
  try {
    const underWay = (await subject.client.listOperations(subject.subscriptionId, options)).find(({ action }) => action === "Unsubscribe");
    const begun: OperationBegun | null = underWay ? { operationId: underWay.id, retryAfterSeconds: null } : await subject.client.cancel(subject.subscriptionId, options);
    // It has ended, and the next look says so.
    if (begun === null) return { kind: "again", at: addSeconds(ctx.now, FIRST_LOOK_SECONDS) };
    return follow(ctx, subject, begun);
  } catch (error) {
    if (!(error instanceof PortalError) || error.code === "upstream-unavailable") throw error;
    const isLocked = error instanceof UpstreamError && error.reason === "conflict";
    if (isLocked && ctx.now < addSeconds(ctx.createdAt, HOUR)) return { kind: "again", at: addSeconds(ctx.now, MINUTE) };
    return giveUp(subject, error instanceof UpstreamError && error.said ? error.said : error.explanation.what);
  }
}

/** A job of its own, which knows the operation: written where this one ends, so that a crash in between makes the look anew. */
function follow(ctx: JobContext, { activationId, version, publisherId }: Subject, { operationId, retryAfterSeconds }: OperationBegun): JobResult {
  const dueAt = addSeconds(ctx.now, Math.min(Math.max(retryAfterSeconds ?? 0, FIRST_LOOK_SECONDS), LONGEST_WAIT_SECONDS));
  return {
    kind: "done",
    effect: async (writing) => enqueue(writing, REFUSE_ACTIVATION, { activationId, operationId }, { publisherId, key: `${REFUSE_ACTIVATION.name}:${activationId}:${version}:${operationId}`, dueAt }),
  };
}

/** Microsoft's word that it failed is the end of it; otherwise what the subscription shows is. */
async function lookAfter(ctx: JobContext, subject: Subject, operationId: string): Promise<JobResult> {
  try {
    const { status, errorMessage } = await subject.client.getOperation(subject.subscriptionId, operationId, { correlationId: ctx.correlationId, patience: "background" });
    if (status === "Failed" || status === "Conflict") return giveUp(subject, errorMessage ?? `The cancellation ended as ${status}.`);
  } catch (error) {
    // A moment after it was taken Microsoft may not know it, and a day later not any more.
    if (!(error instanceof UpstreamError)) throw error;
  }
  const seconds = (ctx.now.getTime() - ctx.createdAt.getTime()) / 1000;
  if (seconds > DAY) return giveUp(subject, "Microsoft took the cancellation more than a day ago, and has not made it.");
  return { kind: "again", at: addSeconds(ctx.now, seconds < 10 * MINUTE ? 5 : 10 * MINUTE) };
}

/** The staff decides anew: nothing was cancelled, and nobody is billed. */
function giveUp({ activationId, subscriptionId, publisherId }: Subject, said: string): JobResult {
  return { kind: "done", effect: (writing) => keepRefusal(writing, { activationId, subscriptionId, publisherId, said }) };
}

async function keepRefusal(writing: Context<SystemScope> & TransactionContext, { activationId, subscriptionId, publisherId, said }: Omit<Subject, "client" | "version"> & { readonly said: string }): Promise<void> {
  const { count } = await writing.tx.activation.updateMany({
    where: { id: activationId, state: "refusing" },
    data: { state: "reported-failed", problem: PROBLEMS.cancelNotTaken, problemDetail: said.slice(0, 1000), version: { increment: 1 } },
  });
  if (count === 0) return;
  await settleAlert(writing, { publisherId, kind: "activation-slow", about: subscriptionId });
  await raiseAlert(writing, { publisherId, kind: "activation-reported-failed", about: subscriptionId, subscriptionId, message: `An order was refused here, and Microsoft did not cancel it: ${said}` });
}
