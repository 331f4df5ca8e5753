import { setTimeout as sleep } from "node:timers/promises";
import { raiseAlert } from "../alerts/raise";
import { transaction } from "../db/transaction";
import { addSeconds, currentTime } from "../kernel/clock";
import { PortalError } from "../kernel/errors";
import { webhookCalls } from "../kernel/metrics";
import type { WebhookCaller } from "./authenticate";
import { decideEvent } from "./decide";
import { handlerOf } from "./handlers/table";
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

/** A change counts as accepted after 10 seconds: what takes longer than this is given up in time, for Microsoft to try again. */
const ANSWER_MILLISECONDS = 8_700;
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
    webhookCalls.inc({ action: "unreadable", answer: "400" });
    await reportUnreadable(ctx, read.problem);
    throw new PortalError("invalid-input", { what: "The call cannot be read.", why: read.problem, todo: "id, subscriptionId and action are needed." });
  }
  const answer = await inTime(ctx, keepAndDecide(ctx, read.call, posted));
  webhookCalls.inc({ action: KNOWN_ACTIONS.find((each) => each === read.call.action) ?? "other", answer: answer.refusal === null ? "200" : "400" });
  return answer;
}

async function keepAndDecide(ctx: WebhookCaller, call: WebhookCall, { body, headers }: Posted): Promise<WebhookAnswer> {
  const { isDecided } = handlerOf(call.action);
  const stored = await storeCall(ctx, { call, body, headers: kept(headers), isDecided });
  if (stored.kind === "known") return answerAgain(ctx, call, stored.event);
  return isDecided ? toAnswer(await decideEvent(ctx, stored.id, call)) : TAKEN;
}

/** The event is there already: its answer is given again, or waited for, or, where a crash kept it from being decided, decided. */
async function answerAgain(ctx: WebhookCaller, call: WebhookCall, known: StoredEvent): Promise<WebhookAnswer> {
  await transaction(ctx, async (writing) => {
    await writing.tx.inboxEvent.update({ where: { id: known.id }, data: { receipts: { increment: 1 }, lastReceivedAt: ctx.now }, select: { number: true } });
    await recordStep(writing, known.number, "received-again");
  });
  const until = performance.now() + WAIT_MILLISECONDS;
  for (let event = known; ; event = await findStored(known.id)) {
    if (event.answerStatus !== null) return isEchoOfRefusal(event, call) ? TAKEN : toAnswer(event);
    if (await takeDecision(ctx, event)) return toAnswer(await decideEvent(ctx, event.id, call));
    if (performance.now() > until) throw busy("The same call is still being decided.");
    await sleep(LOOK_MILLISECONDS);
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

/** After a refusal Microsoft tells that all is as it was, perhaps under the same operation: that is never refused. */
function isEchoOfRefusal({ decision, body }: StoredEvent, { target, before, action }: WebhookCall): boolean {
  if (decision !== "refused" || before === null) return false;
  const field = action === "ChangePlan" ? "planId" : "quantity";
  const first = readCall(body);
  return target[field] !== null && target[field] === before[field] && first.kind === "read" && first.call.target[field] !== target[field];
}

function toAnswer({ decision, decisionReason }: Pick<StoredEvent, "decision" | "decisionReason">): WebhookAnswer {
  return decision === "refused" ? { refusal: decisionReason ?? "The publisher does not make this change." } : TAKEN;
}

const NOT_KEPT = new Set(["authorization", "cookie", "x-forwarded-for", "forwarded"]);

/** All headers but what lets somebody in. */
function kept(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !NOT_KEPT.has(name)).map(([name, value]) => [name, value.slice(0, 1000)]));
}

async function reportUnreadable(ctx: WebhookCaller, problem: string): Promise<void> {
  const { publisherId, offerId } = ctx.scope;
  await transaction(ctx, async (writing) => raiseAlert(writing, { publisherId, kind: "webhook-unreadable", about: String(offerId), message: `A call that Microsoft signed could not be read: ${problem} Request ${ctx.correlationId}.` }));
}

/** Whatever keeps the portal from keeping a call is a reason to call again: a 4xx would refuse what nobody refused. */
async function inTime({ now }: WebhookCaller, work: Promise<WebhookAnswer>): Promise<WebhookAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(busy("It took too long.")), ANSWER_MILLISECONDS - (currentTime().getTime() - now.getTime()));
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof PortalError && error.code === "busy" ? error : busy("The call could not be kept.", error);
  } finally {
    clearTimeout(timer);
  }
}

function busy(why: string, cause?: unknown): PortalError {
  return new PortalError("busy", { what: "The call cannot be taken at the moment.", why, todo: "Call again." }, { cause });
}
