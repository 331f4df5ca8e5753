import { raiseAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction } from "../db/transaction";
import { addSeconds, currentTime } from "../kernel/clock";
import type { Context, MarketplaceScope } from "../kernel/context";
import { guid } from "../kernel/ids";
import { log } from "../kernel/log";
import { fulfillment } from "../marketplace/fulfillment";
import type { MarketplaceOperation } from "../marketplace/fulfillment-schema";
import { UpstreamError } from "../marketplace/upstream-error";
import { RULE_COLUMNS, toChangeRules, type ChangeRules } from "../offers/change-rules";
import { getMarketplaceCredentials } from "../offers/queries";
import { decideChange, type ChangeAsked, type ChangeDecision, type PlanAndSeats } from "../subscriptions/policy";
import { askPublisher, type PublisherAnswer } from "./ask-publisher";
import type { WebhookCall } from "./read-call";
import type { Decision } from "./schema";
import { recordStep } from "./steps";
import { findStored, type StoredEvent } from "./store";

type Caller = Context<MarketplaceScope>;

/** Of the time that Microsoft gives the rest is for keeping the decision. */
const ASKED_SECONDS = 7.5;

/** What a decision was made from; kept with it. */
interface Basis {
  readonly asked: ChangeAsked;
  readonly rules: ChangeRules;
  /** Whose doing it is; a change of our own was decided before it was asked for. */
  readonly requestSource: string | null;
  readonly publisher: PublisherAnswer | null;
}

interface Decided extends Basis {
  readonly decision: ChangeDecision;
}

/**
 * Decides a change that Microsoft asks about, from what is known here and, where the offer says so, the publisher's
 * system; keeps the decision with its inputs and its reason.
 * @returns the event with its answer: the one that is kept, where somebody else was quicker.
 */
export async function decideEvent(ctx: Caller, eventId: string, call: WebhookCall): Promise<StoredEvent> {
  const decided = await decide(ctx, call);
  const accepted = decided.decision.kind === "accept";
  const decision: Decision = accepted ? "accepted" : "refused";
  const now = currentTime();
  const isMine = await transaction({ ...ctx, now }, async (writing) => {
    const { count } = await writing.tx.inboxEvent.updateMany({
      where: { id: eventId, answerStatus: null },
      data: { decision, decisionReason: decided.decision.reason.slice(0, 500), decisionFacts: JSON.stringify(factsOf(decided)), answerStatus: accepted ? 200 : 400, answeredAt: now, decidingUntil: null },
    });
    if (count === 0) return false;
    const { number } = await writing.tx.inboxEvent.findUniqueOrThrow({ where: { id: eventId }, select: { number: true } });
    if (decided.publisher) await recordStep(writing, number, "asked-publisher", decided.publisher.words);
    await recordStep(writing, number, "decided", `${decision}: ${decided.decision.reason}`);
    return true;
  });
  // Apart: nothing about an alert may undo a decision that Microsoft waits for.
  if (isMine) await callTheStaff({ ...ctx, now }, call, decided).catch((error: unknown) => log.error({ event: "webhook.staff-not-called", correlationId: ctx.correlationId, err: error }, "the staff could not be called about a decision"));
  return findStored(eventId);
}

/** The decision itself, which is kept nowhere. */
export async function decide(ctx: Caller, call: WebhookCall): Promise<Decided> {
  const local = await findLocal(ctx, call.subscriptionId);
  const rules = toChangeRules(local?.offer ?? (await database().offer.findUniqueOrThrow({ where: { id: ctx.scope.offerId }, select: RULE_COLUMNS })));
  const action = call.action === "ChangePlan" ? "ChangePlan" : "ChangeQuantity";
  const field = action === "ChangePlan" ? "planId" : "quantity";
  // What Microsoft says that it is now is newer than our row.
  const from: PlanAndSeats = { planId: call.before?.planId ?? local?.planId ?? null, quantity: call.before?.quantity ?? local?.quantity ?? null };
  const isOurs = call.requestSource === "Partner";
  const operation = isOurs || call.target[field] === null ? await askApi(ctx, call) : null;
  const target = call.target[field] === null ? (operation ?? call.target) : call.target;
  const asked: ChangeAsked = { action, from, to: { planId: target.planId ?? from.planId, quantity: target.quantity ?? from.quantity, [field]: target[field] }, assignedSeats: local?.acquiredLicenses ?? 0 };
  const basis: Basis = { asked, rules, requestSource: operation?.requestSource ?? call.requestSource, publisher: null };
  // Where the API cannot be asked, it is believed: to refuse a change of our own undoes it.
  if (isOurs && (operation?.requestSource ?? "Partner") === "Partner") return { ...basis, decision: { kind: "accept", isSettled: true, reason: "It is a change of our own." } };
  const decision = decideChange(asked, rules);
  if (decision.kind === "refuse" || decision.isSettled || rules.decisionUrl === null) return { ...basis, decision };
  const publisher = await askPublisher(ctx, {
    url: rules.decisionUrl,
    offerId: local?.offerId ?? ctx.scope.offerId,
    whenSilent: rules.whenSilent,
    question: { operationId: call.operationId, action, subscriptionId: call.subscriptionId, planId: { from: asked.from.planId, to: asked.to.planId }, quantity: { from: asked.from.quantity, to: asked.to.quantity }, assignedSeats: asked.assignedSeats, subscription: readJson(local?.marketplaceJson ?? null) },
    notAfter: addSeconds(ctx.now, ASKED_SECONDS),
  });
  return { ...basis, publisher, decision: publisher.decision === "accept" ? { kind: "accept", isSettled: true, reason: publisher.reason } : { kind: "refuse", reason: publisher.reason } };
}

async function findLocal({ scope }: Caller, subscriptionId: string) {
  if (!guid.safeParse(subscriptionId).success) return null;
  const found = await database().subscription.findFirst({
    // A row from before this portal has no publisher yet, and its seats are assigned all the same.
    where: { subscriptionId, OR: [{ publisherId: scope.publisherId }, { publisherId: null }] },
    select: { planId: true, quantity: true, acquiredLicenses: true, offerId: true, marketplaceJson: true, offer: { select: RULE_COLUMNS } },
  });
  return found;
}

/** What the API says of the operation, where there is time to ask: to what it leads, and whose it is. */
async function askApi(ctx: Caller, { subscriptionId, operationId }: WebhookCall): Promise<MarketplaceOperation | null> {
  if (!guid.safeParse(subscriptionId).success || !guid.safeParse(operationId).success) return null;
  try {
    const client = fulfillment(await getMarketplaceCredentials(ctx.scope.offerId));
    return await client.getOperation(subscriptionId, operationId, { correlationId: ctx.correlationId, patience: "answering" });
  } catch (error) {
    if (error instanceof UpstreamError) return null;
    throw error;
  }
}

async function callTheStaff(ctx: Caller, { subscriptionId }: WebhookCall, { asked, rules, publisher, decision }: Decided): Promise<void> {
  const about = { publisherId: ctx.scope.publisherId, about: subscriptionId, ...(guid.safeParse(subscriptionId).success ? { subscriptionId } : {}) };
  const { planId } = asked.to;
  const isUnknown = asked.action === "ChangePlan" && planId !== null && rules.plans.every((plan) => plan.planId.toLowerCase() !== planId.toLowerCase());
  await transaction(ctx, async (writing) => {
    if (publisher?.isSilent) await raiseAlert(writing, { ...about, kind: "change-question-failed", message: `Your system did not decide about a change (${publisher.words}), so that it counts as ${publisher.decision === "accept" ? "accepted" : "refused"}.` });
    if (isUnknown && decision.kind === "accept") await raiseAlert(writing, { ...about, kind: "change-to-unknown-plan", message: `A customer changes to the plan ${planId}, which is not registered.` });
  });
}

function factsOf({ asked, rules, requestSource, publisher }: Decided): object {
  const plans = rules.plans.filter(({ planId }) => planId === asked.from.planId || planId === asked.to.planId);
  return { ...asked, requestSource, rules: { ...rules, plans }, publisher };
}

function readJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
