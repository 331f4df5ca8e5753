import { raiseAlert } from "../alerts/raise";
import { database } from "../db/client";
import { transaction, type TransactionContext } from "../db/transaction";
import { currentTime } from "../kernel/clock";
import type { Context, MarketplaceScope } from "../kernel/context";
import { guid } from "../kernel/ids";
import { fulfillment } from "../marketplace/fulfillment";
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
  await transaction({ ...ctx, now }, async (writing) => {
    const { count } = await writing.tx.inboxEvent.updateMany({
      where: { id: eventId, answerStatus: null },
      data: { decision, decisionReason: decided.decision.reason.slice(0, 500), decisionFacts: JSON.stringify(factsOf(decided)), answerStatus: accepted ? 200 : 400, answeredAt: now, decidingUntil: null },
    });
    if (count === 0) return;
    const { number } = await writing.tx.inboxEvent.findUniqueOrThrow({ where: { id: eventId }, select: { number: true } });
    if (decided.publisher) await recordStep(writing, number, "asked-publisher", decided.publisher.words);
    await recordStep(writing, number, "decided", `${decision}: ${decided.decision.reason}`);
    await callTheStaff(writing, call, decided);
  });
  return findStored(eventId);
}

async function decide(ctx: Caller, call: WebhookCall): Promise<Decided> {
  const local = await findLocal(ctx, call.subscriptionId);
  const rules = toChangeRules(local?.offer ?? (await database().offer.findUniqueOrThrow({ where: { id: ctx.scope.offerId }, select: RULE_COLUMNS })));
  const action = call.action === "ChangePlan" ? "ChangePlan" : "ChangeQuantity";
  const from: PlanAndSeats = local ? { planId: local.planId, quantity: local.quantity } : (call.before ?? { planId: null, quantity: null });
  const target = await targetOf(ctx, call, action);
  const asked: ChangeAsked = { action, from: isEcho(call, action) ? (call.before ?? from) : from, to: { planId: target.planId ?? from.planId, quantity: target.quantity ?? from.quantity }, assignedSeats: local?.acquiredLicenses ?? 0 };
  const basis: Basis = { asked, rules, requestSource: call.requestSource, publisher: null };
  if (call.requestSource === "Partner") return { ...basis, decision: { kind: "accept", isSettled: true, reason: "It is a change of our own." } };
  // Without a target there is nothing that a rule could speak of.
  const known = action === "ChangePlan" ? target.planId : target.quantity;
  const decision = decideChange({ ...asked, to: known === null ? { ...asked.to, [action === "ChangePlan" ? "planId" : "quantity"]: null } : asked.to }, rules);
  if (decision.kind === "refuse" || decision.isSettled || rules.decisionUrl === null) return { ...basis, decision };
  const publisher = await askPublisher(ctx, {
    url: rules.decisionUrl,
    offerId: local?.offerId ?? ctx.scope.offerId,
    whenSilent: rules.whenSilent,
    question: { operationId: call.operationId, action, subscriptionId: call.subscriptionId, planId: { from: asked.from.planId, to: asked.to.planId }, quantity: { from: asked.from.quantity, to: asked.to.quantity }, assignedSeats: asked.assignedSeats, subscription: readJson(local?.marketplaceJson ?? null) },
  });
  return { ...basis, publisher, decision: publisher.decision === "accept" ? { kind: "accept", isSettled: true, reason: publisher.reason } : { kind: "refuse", reason: publisher.reason } };
}

async function findLocal({ scope }: Caller, subscriptionId: string) {
  if (!guid.safeParse(subscriptionId).success) return null;
  const found = await database().subscription.findFirst({
    where: { subscriptionId, publisherId: scope.publisherId },
    select: { planId: true, quantity: true, acquiredLicenses: true, offerId: true, marketplaceJson: true, offer: { select: RULE_COLUMNS } },
  });
  return found?.offer ? { ...found, offer: found.offer } : null;
}

/** After a refusal the same action comes once more, with the old value as the new one. */
function isEcho({ target, before }: WebhookCall, action: ChangeAsked["action"]): boolean {
  const field = action === "ChangePlan" ? "planId" : "quantity";
  return before !== null && target[field] !== null && target[field] === before[field];
}

/** What it is to become; old calls did not say it, and then the API does. */
async function targetOf(ctx: Caller, call: WebhookCall, action: ChangeAsked["action"]): Promise<PlanAndSeats> {
  if ((action === "ChangePlan" ? call.target.planId : call.target.quantity) !== null) return call.target;
  try {
    const client = fulfillment(await getMarketplaceCredentials(ctx.scope.offerId));
    const { planId, quantity } = await client.getOperation(call.subscriptionId, call.operationId, { correlationId: ctx.correlationId, patience: "answering" });
    return { planId, quantity };
  } catch (error) {
    if (error instanceof UpstreamError) return call.target;
    throw error;
  }
}

async function callTheStaff(ctx: Caller & TransactionContext, { subscriptionId }: WebhookCall, { asked, rules, publisher, decision }: Decided): Promise<void> {
  const about = { publisherId: ctx.scope.publisherId, about: subscriptionId, ...(guid.safeParse(subscriptionId).success ? { subscriptionId } : {}) };
  if (publisher?.isSilent) await raiseAlert(ctx, { ...about, kind: "change-question-failed", message: `Your system did not decide about a change (${publisher.words}), so that it counts as ${publisher.decision === "accept" ? "accepted" : "refused"}.` });
  const { planId } = asked.to;
  const isUnknown = asked.action === "ChangePlan" && planId !== null && rules.plans.every((plan) => plan.planId.toLowerCase() !== planId.toLowerCase());
  if (isUnknown && decision.kind === "accept") await raiseAlert(ctx, { ...about, kind: "change-to-unknown-plan", message: `A customer changes to the plan ${planId}, which is not registered.` });
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
