import { database } from "../db/client";
import type { TransactionContext } from "../db/transaction";
import { defineJob, type JobContext, type JobResult } from "../jobs/define";
import { addSeconds } from "../kernel/clock";
import type { Context, SystemScope } from "../kernel/context";
import { PortalError } from "../kernel/errors";
import { refreshSubscription } from "../subscriptions/refresh";
import { STATUS_CHANGED } from "../subscriptions/status-changed";
import { refuseAtMicrosoft } from "./hand-off/refuse-at-microsoft";
import { REFUSE_ACTIVATION, WATCH_HAND_OVER } from "./hand-off/schema";
import { watchHandOver } from "./hand-off/watch";
import { callAboutSlow, SLOW_SECONDS, untilMicrosoftIsBack } from "./patience";
import { resumeActivation } from "./resume";
import { FOLLOW_ACTIVATION } from "./schema";
import { settleActivation } from "./settle";

const DONE: JobResult = { kind: "done" };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Sees an activation to its end: makes the call again that was cut off, then asks Microsoft until it says Subscribed,
 * or Unsubscribed. Nobody needs to have a page open for it.
 */
export const followActivations = defineJob({
  job: FOLLOW_ACTIVATION,
  maxFailures: 40,
  timeoutSeconds: 150,
  handle: async (ctx, { activationId, attempt }) => {
    const activation = await find(activationId);
    // A later attempt has a job of its own.
    if (activation?.attempts !== attempt) return DONE;
    const waiting = { ...subjectOf(activation), what: "A customer's order was to be activated more than an hour ago" };
    if (activation.state === "requested") return untilMicrosoftIsBack(ctx, waiting, () => takeUp(ctx, activationId, activation.callingUntil));
    return activation.state === "accepted" ? untilMicrosoftIsBack(ctx, waiting, () => askMicrosoft(ctx, activation)) : DONE;
  },
});

/** An activation whose subscription got another status by a call of Microsoft's, or by the comparison with its list. */
export const settleActivations = defineJob({
  job: STATUS_CHANGED,
  handle: async (_, { subscriptionId }) => ({ kind: "done", effect: async (writing) => settleActivation(writing, subscriptionId) }),
});

/** An activation that the publisher's system has not finished in time. */
export const watchHandOvers = defineJob({ job: WATCH_HAND_OVER, handle: watchHandOver });

/** An activation that the staff refused, until Microsoft has ended it. */
export const refuseActivations = defineJob({ job: REFUSE_ACTIVATION, maxFailures: 40, timeoutSeconds: 150, handle: refuseAtMicrosoft });

async function find(id: number) {
  return database().activation.findUnique({
    where: { id },
    select: { id: true, attempts: true, state: true, callingUntil: true, requestedAt: true, acceptedAt: true, subscription: { select: { subscriptionId: true, publisherId: true } } },
  });
}
type Followed = NonNullable<Awaited<ReturnType<typeof find>>>;

function subjectOf({ subscription: { subscriptionId, publisherId } }: Followed): { readonly publisherId: number | null; readonly subscriptionId: string } {
  return { publisherId, subscriptionId: subscriptionId.toLowerCase() };
}

async function takeUp(ctx: JobContext, activationId: number, callingUntil: Date | null): Promise<JobResult> {
  if (callingUntil !== null && callingUntil > ctx.now) return { kind: "again", at: addSeconds(ctx.now, 5) };
  const outcome = await resumeActivation(ctx, activationId);
  if (outcome === null || outcome.kind === "accepted") return { kind: "again", at: addSeconds(ctx.now, 5) };
  if (outcome.kind === "unavailable") {
    throw new PortalError("upstream-unavailable", { what: "Microsoft could not be reached to activate.", why: `Request ${outcome.correlationId}.`, todo: "It is tried again by itself." });
  }
  return DONE;
}

async function askMicrosoft(ctx: JobContext, activation: Followed): Promise<JobResult> {
  const { subscriptionId } = activation.subscription;
  const { status } = await refreshSubscription(ctx, subscriptionId, "background");
  const effect = async (writing: Context<SystemScope> & TransactionContext): Promise<void> => settleActivation(writing, subscriptionId);
  if (status === "Subscribed" || status === "Suspended" || status === "Unsubscribed") return { kind: "done", effect };
  const seconds = (ctx.now.getTime() - (activation.acceptedAt ?? activation.requestedAt).getTime()) / 1000;
  const at = addSeconds(ctx.now, secondsToNextLook(seconds));
  if (seconds < SLOW_SECONDS) return { kind: "again", at };
  return { kind: "again", at, effect: async (writing) => callAboutSlow(writing, subjectOf(activation), ctx.createdAt, "Microsoft took an activation more than an hour ago and still does not call it Subscribed.") };
}

/** Often while somebody may wait for it, then ever more seldom: Microsoft cancels by itself what is not active after a month. */
export function secondsToNextLook(sinceAcceptance: number): number {
  if (sinceAcceptance < MINUTE) return 5;
  if (sinceAcceptance < 10 * MINUTE) return 20;
  if (sinceAcceptance < HOUR) return 2 * MINUTE;
  return sinceAcceptance < DAY ? 15 * MINUTE : 2 * HOUR;
}
