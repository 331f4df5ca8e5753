import { withdrawMessage } from "../../actions/deliveries/post";
import { raiseAlert, settleAlert } from "../../alerts/raise";
import { database } from "../../db/client";
import type { TransactionContext } from "../../db/transaction";
import type { Effect, JobContext, JobResult } from "../../jobs/define";
import { addSeconds } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { deadlineOf } from "../policy";
import { PROBLEMS } from "../schema";
import { TOKEN_DAYS } from "./schema";

const DONE: JobResult = { kind: "done" };
const MINUTE = 60;
/** The offer's deadline may become another one while the publisher's system is at it. */
const LOOK_SECONDS = 15 * MINUTE;
/** Once the staff was called, there is only a deadline that is put off to notice. */
const LATE_LOOK_SECONDS = 60 * MINUTE;

/**
 * Calls the staff to an activation that the publisher's system has not finished: once when the offer's deadline is over, as
 * it is now and not when it was handed over, and when its token has expired. A deadline that was put off calls it back.
 */
export async function watchHandOver(ctx: JobContext, { tokenId }: { readonly tokenId: number }): Promise<JobResult> {
  const token = await find(tokenId);
  if (token === null || !isOpen(token)) return DONE;
  if (token.expiresAt <= ctx.now) return { kind: "done", effect: async (writing) => callToExpired(writing, token) };
  const minutes = minutesOf(token);
  const deadline = deadlineOf(token.activation, minutes);
  const at = nextWatch({ handedOverAt: token.activation.handedOverAt, expiresAt: token.expiresAt }, minutes, ctx.now);
  const isMarked = token.activation.problem === PROBLEMS.late;
  const isLate = deadline !== null && deadline <= ctx.now;
  if (isLate === isMarked) return { kind: "again", at };
  return { kind: "again", at, effect: isLate ? callToLate(token) : callBack(token) };
}

/** When to look again: at the deadline, at the end of the token, and often enough in between. */
export function nextWatch({ handedOverAt, expiresAt }: { readonly handedOverAt: Date | null; readonly expiresAt: Date }, deadlineMinutes: number, now: Date): Date {
  const deadline = deadlineOf({ handedOverAt }, deadlineMinutes);
  const isAhead = deadline !== null && deadline > now;
  const times = [expiresAt, addSeconds(now, isAhead ? LOOK_SECONDS : LATE_LOOK_SECONDS), ...(isAhead ? [deadline] : [])];
  return new Date(Math.min(...times.map((time) => time.getTime())));
}

async function find(id: number, tx: Pick<ReturnType<typeof database>, "marketplaceToken"> = database()) {
  return tx.marketplaceToken.findUnique({
    where: { id },
    select: {
      id: true,
      outcome: true,
      expiresAt: true,
      deliveryNumber: true,
      activation: { select: { id: true, state: true, problem: true, handedOverAt: true, subscription: { select: { subscriptionId: true, publisherId: true, offer: { select: { activationDeadlineMinutes: true } } } } } },
    },
  });
}
type Watched = NonNullable<Awaited<ReturnType<typeof find>>>;
type Writing = Context<SystemScope> & TransactionContext;

function isOpen({ outcome, activation }: Watched): boolean {
  return outcome === null && activation.state === "handed-over";
}

function minutesOf({ activation: { subscription } }: Watched): number {
  return subscription.offer?.activationDeadlineMinutes ?? 0;
}

function callToLate(token: Watched): Effect {
  return async (writing) => {
    if (await mark(writing, token, null, PROBLEMS.late)) await call(writing, token, "The publisher's system has not finished an activation in time. The customer has confirmed, waits and is not billed.");
  };
}

function callBack(token: Watched): Effect {
  return async (writing) => {
    const { subscriptionId, publisherId } = token.activation.subscription;
    if (!(await mark(writing, token, PROBLEMS.late, null)) || publisherId === null) return;
    await settleAlert(writing, { publisherId, kind: "activation-hanging", about: subscriptionId.toLowerCase() });
  };
}

/** What the customer is told goes by it. A decision that names the version seen is not disturbed. @returns false where the hand-over is over. */
async function mark({ tx }: Writing, { id, activation }: Watched, from: string | null, to: string | null): Promise<boolean> {
  const { count } = await tx.activation.updateMany({ where: { id: activation.id, state: "handed-over", problem: from, tokens: { some: { id, outcome: null } } }, data: { problem: to } });
  return count > 0;
}

async function callToExpired(writing: Writing, token: Watched): Promise<void> {
  const now = await find(token.id, writing.tx);
  if (now === null || !isOpen(now)) return;
  // Sent again by hand it would be good for nothing.
  await withdrawMessage(writing, token.deliveryNumber);
  await mark(writing, token, null, PROBLEMS.late);
  await call(writing, token, `The publisher's system has not finished an activation within ${TOKEN_DAYS} days, and cannot any more: its token has expired. The customer still waits, and Microsoft may cancel the purchase.`);
}

async function call(writing: Writing, { activation: { subscription } }: Watched, message: string): Promise<void> {
  const subscriptionId = subscription.subscriptionId.toLowerCase();
  if (subscription.publisherId === null) return;
  await raiseAlert(writing, { publisherId: subscription.publisherId, kind: "activation-hanging", about: subscriptionId, subscriptionId, message });
}
