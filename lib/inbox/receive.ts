import { setTimeout as sleep } from "node:timers/promises";
import { raiseAlert } from "../alerts/raise";
import { transaction } from "../db/transaction";
import { addSeconds, currentTime } from "../kernel/clock";
import { PortalError } from "../kernel/errors";
import { webhookCalls } from "../kernel/metrics";
import type { WebhookCaller } from "./authenticate";
import { decide, decideEvent } from "./decide";
import { handlerOf } from "./handlers/table";
import { busy, inTime } from "./in-time";
import { fieldOf, isEcho } from "./judge";
import { keptHeaders } from "./kept-headers";
import { KNOWN_ACTIONS, readCall, type WebhookCall } from "./read-call";
import { recordStep } from "./steps";
import { DECIDING_SECONDS, findStored, storeCall, type StoredEvent } from "./store";

/** What Microsoft is answered: 200, or, where a change is refused, a 4xx with the reason. */
export interface WebhookAnswer {
  /** null: taken. */
  readonly refusal: string | null;
}

const TAKEN: WebhookAnswer = { refusal: null };

/** A refusal as it is answered; its status is what refuses. */
export function changeRefused(reason: string): PortalError {
  return new PortalError("invalid-input", { what: "The change is refused.", why: reason, todo: "" });
}

export interface Posted {
  readonly body: string;
  readonly headers: Headers;
}

/** How long a call waits for the answer that another call of the same event is getting. */
const WAIT_MILLISECONDS = 8_000;
const LOOK_MILLISECONDS = 100;

/**
 * One call of Microsoft's that is known to be Microsoft's: kept, decided and answered. 200 and 4xx are given only for
 * what is committed (docs/marketplace/webhook.md).
 * @throws PortalError `invalid-input` for a body that names no operation, subscription or action; `busy` when it cannot
 * be kept or decided now, so that Microsoft calls again.
 */
export async function receiveCall(ctx: WebhookCaller, posted: Posted): Promise<WebhookAnswer> {
  const read = readCall(posted.body);
  if (read.kind === "unreadable") {
    await inTime(ctx.now, reportUnreadable(ctx, read.problem));
    webhookCalls.inc({ action: "unreadable", answer: "400" });
    throw new PortalError("invalid-input", { what: "The call cannot be read.", why: read.problem, todo: "id, subscriptionId and action are needed." });
  }
  const answer = await inTime(ctx.now, keepAndDecide(ctx, read.call, posted));
  webhookCalls.inc({ action: KNOWN_ACTIONS.find((each) => each === read.call.action) ?? "other", answer: answer.refusal === null ? "200" : "400" });
  return answer;
}

async function keepAndDecide(ctx: WebhookCaller, call: WebhookCall, { body, headers }: Posted): Promise<WebhookAnswer> {
  const { isDecided } = handlerOf(call.action);
  const stored = await storeCall(ctx, { call, body, headers: keptHeaders(headers), isDecided });
  if (stored.kind === "known") return answerAgain(ctx, call, stored.event);
  return isDecided ? toAnswer(await decideEvent(ctx, stored.id, call)) : TAKEN;
}

/** The event is there already: its answer is given again, or waited for, or, where a crash kept it from being decided, decided. */
async function answerAgain(ctx: WebhookCaller, call: WebhookCall, known: StoredEvent): Promise<WebhookAnswer> {
  await transaction(ctx, async ({ tx }) => {
    await tx.inboxEvent.update({ where: { id: known.id }, data: { receipts: { increment: 1 }, lastReceivedAt: ctx.now }, select: { number: true } });
  });
  if (known.answerStatus === null && (await takeDecision(ctx, known))) return toAnswer(await decideEvent(ctx, known.id, call));
  const event = known.answerStatus === null ? await answered(ctx, known) : known;
  if (event.answerStatus === null) return toAnswer(await decideEvent(ctx, event.id, call));
  return isOfAnotherTarget(event, call) ? answerOther(ctx, call, event) : toAnswer(event);
}

declare global {
  /** Undecided events whose answer somebody waits for, by id: however many wait, one looks. */
  var portalAwaitedAnswers: Map<string, Promise<StoredEvent>> | undefined;
}

/** The event once it has its answer; without one when nobody decides it any more, and this call has taken it over. */
function answered(ctx: WebhookCaller, event: StoredEvent): Promise<StoredEvent> {
  const awaited = (globalThis.portalAwaitedAnswers ??= new Map<string, Promise<StoredEvent>>());
  const waiting = awaited.get(event.id) ?? awaitAnswer(event).finally(() => awaited.delete(event.id));
  awaited.set(event.id, waiting);
  return waiting.then(async (seen) => {
    if (seen.answerStatus !== null) return seen;
    // Of all who waited for what was never decided, one decides it.
    if (await takeDecision(ctx, seen)) return seen;
    throw busy("The same call is still being decided.");
  });
}

async function awaitAnswer({ id }: StoredEvent): Promise<StoredEvent> {
  const until = performance.now() + WAIT_MILLISECONDS;
  for (;;) {
    await sleep(LOOK_MILLISECONDS);
    const event = await findStored(id);
    const isAbandoned = event.decidingUntil === null || event.decidingUntil <= currentTime();
    if (event.answerStatus !== null || isAbandoned || performance.now() > until) return event;
  }
}

/** Of several who find an undecided event, one decides it. */
async function takeDecision(ctx: WebhookCaller, { id, decidingUntil }: StoredEvent): Promise<boolean> {
  const now = currentTime();
  if (decidingUntil !== null && decidingUntil > now) return false;
  return transaction(ctx, async ({ tx }) => {
    const { count } = await tx.inboxEvent.updateMany({ where: { id, answerStatus: null, decidingUntil }, data: { decidingUntil: addSeconds(now, DECIDING_SECONDS) } });
    return count > 0;
  });
}

/** Whether the same operation is told of with another target than before. */
function isOfAnotherTarget({ body }: StoredEvent, { target, action }: WebhookCall): boolean {
  const field = fieldOf(action);
  const first = readCall(body);
  return field !== null && target[field] !== null && first.kind === "read" && first.call.target[field] !== target[field];
}

/**
 * After a refusal Microsoft tells that all is as it was, perhaps under the same operation: that is never refused. Of any
 * other target nothing was decided yet: an answer to one question is none to another.
 */
async function answerOther(ctx: WebhookCaller, call: WebhookCall, event: StoredEvent): Promise<WebhookAnswer> {
  if (isEcho(call)) return TAKEN;
  const { decision } = await decide(ctx, call);
  await transaction(ctx, async (writing) => recordStep(writing, event.number, "decided", `Again, for another target: ${decision.kind}: ${decision.reason}`));
  return decision.kind === "refuse" ? { refusal: decision.reason } : TAKEN;
}

function toAnswer({ decision, decisionReason }: Pick<StoredEvent, "decision" | "decisionReason">): WebhookAnswer {
  return decision === "refused" ? { refusal: decisionReason ?? "The publisher does not make this change." } : TAKEN;
}

async function reportUnreadable(ctx: WebhookCaller, problem: string): Promise<void> {
  const { publisherId, offerId } = ctx.scope;
  await transaction(ctx, async (writing) => raiseAlert(writing, { publisherId, kind: "webhook-unreadable", about: String(offerId), message: `A call that Microsoft signed could not be read: ${problem} Request ${ctx.correlationId}.` }));
}
