import { raiseAlert } from "../../alerts/raise";
import { transaction, type TransactionContext } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, SystemScope } from "../../kernel/context";
import { PortalError } from "../../kernel/errors";
import { fulfillment, type FulfillmentClient, type OperationBegun } from "../../marketplace/fulfillment";
import type { Patience } from "../../marketplace/retry";
import { UpstreamError } from "../../marketplace/upstream-error";
import { getMarketplaceCredentials } from "../../offers/queries";
import { refreshSubscription } from "../refresh";
import { requesterColumns } from "../settle-operation";
import { holdCall } from "./hold-call";
import { endRequest, recordCancel, type RequestRow } from "./requests";
import { FOLLOW_CHANGE, type ChangeProblem } from "./schema";

/** So long what a repeated call is refused for may be that the first one was taken, and does not show yet. */
const DOUBT_SECONDS = 120;
/** Microsoft's wish to be left alone is heard, within reason: somebody waits. */
const LONGEST_WAIT_SECONDS = 60;
const FIRST_LOOK_SECONDS = 2;

export type CallOutcome =
  /** Microsoft took it, or it has come true already. */
  | { readonly kind: "accepted" }
  /** Nobody knows yet whether it arrived: the job looks, and asks again where it did not. */
  | { readonly kind: "unavailable"; readonly correlationId: string }
  | { readonly kind: "refused"; readonly correlationId?: string; readonly reason: string };

/** A change that is declared, and whose call nobody else makes before `callingUntil`. */
export interface Intent {
  readonly request: RequestRow;
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly offerId: number;
}

/** The manager who confirmed, or the job that takes up what was cut off. */
type Caller = Context<CustomerScope | SystemScope>;

interface Manner {
  readonly patience: Patience;
  /** An earlier call may have arrived. */
  readonly isRepeated: boolean;
}

/** The call to Microsoft, and what came of it, kept. */
export async function carryOut(ctx: Caller, intent: Intent, manner: Manner): Promise<CallOutcome> {
  let begun: OperationBegun | null;
  if (!(await holdCall(ctx, intent.request))) return { kind: "unavailable", correlationId: intent.request.correlationId };
  try {
    begun = await call(ctx, fulfillment(await getMarketplaceCredentials(intent.offerId)), intent, manner.patience);
  } catch (error) {
    if (error instanceof PortalError) return keepFailure(ctx, intent, error, manner);
    await freeCall(ctx, intent.request, null);
    throw error;
  }
  if (begun === null) return keepEnd(ctx, intent, manner);
  await keepAcceptance(ctx, intent, begun);
  return { kind: "accepted" };
}

async function call(ctx: Caller, client: FulfillmentClient, { request, subscriptionId }: Intent, patience: Patience): Promise<OperationBegun | null> {
  const options = { correlationId: request.correlationId, patience };
  if (request.action === "ChangePlan" && request.planTo !== null) return client.changePlan(subscriptionId, request.planTo, options);
  if (request.action === "ChangeQuantity" && request.quantityTo !== null) return client.changeQuantity(subscriptionId, request.quantityTo, options);
  return client.cancel(subscriptionId, options);
}

/** Last phase, when Microsoft took it: the operation's id before all else, whose request it is, and who looks after it. */
export async function keepAcceptance(ctx: Caller, { request }: Intent, { operationId, retryAfterSeconds }: OperationBegun): Promise<void> {
  const keep = async (writing: Caller & TransactionContext): Promise<void> => {
    const { tx } = writing;
    const { count } = await tx.changeRequest.updateMany({ where: { id: request.id, state: "requested" }, data: { state: "accepted", operationId, acceptedAt: ctx.now, callingUntil: null, problem: null, problemDetail: null, version: { increment: 1 } } });
    // Somebody saw it come true before we heard that it was taken.
    if (count === 0) await tx.changeRequest.updateMany({ where: { id: request.id, operationId: null }, data: { operationId } });
    if (count > 0 && request.action === "Unsubscribe") await recordCancel(writing, request);
    await keepOperation(writing, request, operationId);
    const dueAt = addSeconds(ctx.now, Math.min(Math.max(retryAfterSeconds ?? 0, FIRST_LOOK_SECONDS), LONGEST_WAIT_SECONDS));
    await enqueue(writing, FOLLOW_CHANGE, { changeRequestId: request.id, stage: "look" }, { publisherId: request.publisherId, key: `${FOLLOW_CHANGE.name}:${request.id}:look`, dueAt });
  };
  try {
    await transaction(ctx, keep);
  } catch (error) {
    // Microsoft's call about it was quicker, and wrote the operation meanwhile: now it is there.
    if (!isUniqueViolation(error)) throw error;
    await transaction(ctx, keep);
  }
}

async function keepOperation({ tx, now, correlationId }: Caller & TransactionContext, request: RequestRow, operationId: string): Promise<void> {
  const { publisherId, subscriptionInfoId, action, planFrom, planTo, quantityFrom, quantityTo } = request;
  const requester = requesterColumns(request);
  const where = { subscriptionInfoId_operationId_action: { subscriptionInfoId, operationId, action } };
  const isChange = action !== "Unsubscribe";
  await tx.operation.upsert({
    where,
    update: requester,
    create: {
      publisherId,
      subscriptionInfoId,
      operationId,
      action,
      requestSource: "Partner",
      status: "NotStarted",
      ...(isChange ? { planFrom, quantityFrom, planTo: planTo ?? planFrom, quantityTo: quantityTo ?? quantityFrom } : {}),
      startedAt: now,
      correlationId: correlationId.slice(0, 100),
      ...requester,
    },
    select: { id: true },
  });
}

/** It had ended before we asked. After an earlier call that is its doing; otherwise somebody else was quicker. */
async function keepEnd(ctx: Caller, { request, subscriptionId }: Intent, { isRepeated, patience }: Manner): Promise<CallOutcome> {
  const look = () => refreshSubscription(ctx, subscriptionId, patience).catch(ignoreUpstream);
  // Whose doing the end was is read from a request that is still open.
  if (isRepeated) await look();
  await transaction(ctx, (writing) => endRequest(writing, request.id, { state: "succeeded", isNotOurs: !isRepeated }));
  // That it has ended is known; when our row says so is the comparison's business, where Microsoft does not answer now.
  if (!isRepeated) await look();
  return { kind: "accepted" };
}

function ignoreUpstream(error: unknown): void {
  if (!(error instanceof UpstreamError)) throw error;
}

/**
 * Last phase, when Microsoft did not take it. Without an answer the intent stays, and the job looks what became of it. A
 * no may mean that it is so already: Microsoft is asked before anybody is told no.
 */
async function keepFailure(ctx: Caller, intent: Intent, error: PortalError, manner: Manner): Promise<CallOutcome> {
  const unavailable = { kind: "unavailable", correlationId: intent.request.correlationId } as const;
  if (error.code === "upstream-unavailable") {
    await freeCall(ctx, intent.request, error);
    return unavailable;
  }
  const problem = problemOf(error);
  if (problem !== "not-set-up" && (await isSoAlready(ctx, intent, manner))) return { kind: "accepted" };
  // Where it is our registration that is refused, nobody learns whether an earlier call was taken.
  const isDoubtful = manner.isRepeated && (problem === "not-set-up" || ctx.now < addSeconds(intent.request.requestedAt, DOUBT_SECONDS));
  if (isDoubtful || (manner.isRepeated && problem === "locked")) {
    await freeCall(ctx, intent.request, error);
    return unavailable;
  }
  return refuse(ctx, intent, { problem, error });
}

function problemOf(error: PortalError): ChangeProblem {
  if (error.code !== "upstream-refused" || !(error instanceof UpstreamError)) return "not-set-up";
  return error.reason === "conflict" ? "locked" : "refused";
}

async function isSoAlready(ctx: Caller, { request, subscriptionId }: Intent, { patience }: Manner): Promise<boolean> {
  await refreshSubscription(ctx, subscriptionId, patience).catch(ignoreUpstream);
  return transaction(ctx, async (writing) => {
    const subscription = await writing.tx.subscription.findUniqueOrThrow({ where: { id: request.subscriptionInfoId }, select: { planId: true, quantity: true, status: true } });
    if (!isReached(request, subscription)) return false;
    await endRequest(writing, request.id, { state: "succeeded" });
    return true;
  });
}

/** Whether a subscription is what the request asks for. */
export function isReached({ action, planTo, quantityTo }: Pick<RequestRow, "action" | "planTo" | "quantityTo">, { planId, quantity, status }: { readonly planId: string; readonly quantity: number | null; readonly status: string }): boolean {
  if (action === "ChangePlan") return planId.toLowerCase() === planTo?.toLowerCase();
  return action === "ChangeQuantity" ? quantity === quantityTo : status === "Unsubscribed";
}

async function refuse(ctx: Caller, { request, subscriptionId }: Intent, { problem, error }: { problem: ChangeProblem; error: PortalError }): Promise<CallOutcome> {
  // Microsoft's own words help whoever asked; what is wrong with our registration is nobody's business there.
  const said = error instanceof UpstreamError && problem !== "not-set-up" ? error.said : null;
  await transaction(ctx, async (writing) => {
    const isOver = await endRequest(writing, request.id, { state: "refused", problem, problemDetail: said });
    if (!isOver || problem === "locked") return;
    await raiseAlert(writing, { publisherId: request.publisherId, kind: "change-not-taken", about: subscriptionId, subscriptionId, message: `A customer asked for a change (${request.action}), and Microsoft did not take it. ${error.message}` });
  });
  return { kind: "refused", correlationId: request.correlationId, reason: said ?? error.explanation.what };
}

/** Frees the request for the next attempt, with what was in the way of this one. */
async function freeCall(ctx: Caller, { id, version }: RequestRow, error: PortalError | null): Promise<void> {
  const problemDetail = error?.message.slice(0, 1000) ?? null;
  await transaction(ctx, async ({ tx }) => {
    await tx.changeRequest.updateMany({ where: { id, version, state: "requested" }, data: { callingUntil: null, problemDetail, version: { increment: 1 } } });
  });
}
