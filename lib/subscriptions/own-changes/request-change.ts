import { database } from "../../db/client";
import { transaction, type TransactionContext } from "../../db/transaction";
import { isUniqueViolation } from "../../db/unique-violation";
import { enqueue } from "../../jobs/enqueue";
import { addSeconds } from "../../kernel/clock";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { getChangeRules } from "../../offers/change-rules";
import { findManaged, type ManagedSubscription } from "../find-managed";
import { carryOut, type CallOutcome, type Intent } from "./carry-out";
import { basisOf, listOffered, mayChange, whoWouldLose, type WouldLose } from "./change-basis";
import { CALL_SECONDS } from "./hold-call";
import { judgeChange, type Verdict } from "./policy";
import { openKey } from "./requests";
import { actionOf, FOLLOW_CHANGE, type Change, type ChangeInput } from "./schema";

type Refusal = Exclude<Verdict, { kind: "possible" | "below-assigned" | "unavailable" }> | ({ readonly kind: "below-assigned" } & WouldLose);

export type RequestChangeOutcome =
  | CallOutcome
  /** Another change of it is under way, or this one through an earlier click. */
  | { readonly kind: "already-changing" }
  /** It is not any more what the manager saw. */
  | { readonly kind: "changed-meanwhile" }
  | { readonly kind: "not-manager" }
  | Refusal;

/**
 * Asks Microsoft for another plan, other seats or the end of a subscription in a manager's name, once, however often it is
 * called: intent, call, result, each kept. What Microsoft or the publisher's rules would refuse is not sent. That Microsoft
 * takes it is not yet the change: the job that is written with the intent sees to it (docs/marketplace/own-changes.md).
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function requestChange(ctx: Context<CustomerScope, UserActor>, input: ChangeInput): Promise<RequestChangeOutcome> {
  const intent = await declareChange(ctx, input);
  return "kind" in intent ? intent : carryOut(ctx, intent, { patience: "interactive", isRepeated: false });
}

/** First phase: may they, can it be done, is nothing under way, and the row that says that we are about to call. */
export async function declareChange(ctx: Context<CustomerScope, UserActor>, { subscriptionId, change, seen }: ChangeInput): Promise<Intent | RequestChangeOutcome> {
  const early = await findManaged(ctx, subscriptionId);
  if (early === null) return { kind: "not-manager" };
  if ((await database().changeRequest.count({ where: { key: openKey(early.id) } })) > 0) return { kind: "already-changing" };
  const known = { rules: await getChangeRules(early.offerId), offered: change.kind !== "cancel" && mayChange(early) ? await listOffered(ctx, early) : null };
  try {
    const declared = await transaction(ctx, async (writing) => {
      // Seats that are being given meanwhile are waited for, and wait: fewer seats than are taken are not asked for.
      await writing.tx.subscription.updateMany({ where: { id: early.id }, data: { version: { increment: 1 } } });
      const subscription = await findManaged(ctx, subscriptionId, writing.tx);
      if (subscription === null) return { kind: "not-manager" } as const;
      if ((await writing.tx.changeRequest.count({ where: { key: openKey(subscription.id) } })) > 0) return { kind: "already-changing" } as const;
      if (seen && (seen.planId !== subscription.planId || seen.quantity !== subscription.quantity)) return { kind: "changed-meanwhile" } as const;
      const verdict = judgeChange(change, await basisOf(ctx, subscription, known, writing.tx));
      return verdict.kind === "possible" ? declare(writing, ctx.actor, subscription, asOffered(change, known.offered)) : verdict;
    });
    if (!("kind" in declared)) return declared;
    if (declared.kind === "below-assigned") return { ...declared, ...(await whoWouldLose(ctx, early, declared.tooMany)) };
    return declared.kind === "unavailable" ? { kind: "unavailable", correlationId: ctx.correlationId } : declared;
  } catch (error) {
    // The other of two clicks wrote the row first, and makes the call.
    if (isUniqueViolation(error)) return { kind: "already-changing" };
    throw error;
  }
}

/** A plan is spelled as Microsoft spells it, however it came: what it is called is compared later. */
function asOffered(change: Change, offered: readonly { readonly planId: string }[] | null): Change {
  if (change.kind !== "plan") return change;
  const plan = offered?.find(({ planId }) => planId.toLowerCase() === change.planId.toLowerCase());
  return plan === undefined ? change : { kind: "plan", planId: plan.planId };
}

/** The job looks first when the call is likely to be over. */
const FIRST_LOOK_SECONDS = 5;

async function declare(ctx: Context & TransactionContext, { tenantId, objectId, name }: UserActor, subscription: ManagedSubscription, change: Change): Promise<Intent> {
  const { publisherId, planId, quantity } = subscription;
  const row = await ctx.tx.changeRequest.create({
    data: {
      publisherId,
      subscriptionInfoId: subscription.id,
      key: openKey(subscription.id),
      action: actionOf(change),
      planFrom: planId,
      planTo: change.kind === "plan" ? change.planId : null,
      quantityFrom: quantity,
      quantityTo: change.kind === "quantity" ? change.quantity : null,
      requestedTenantId: tenantId,
      requestedObjectId: objectId,
      requestedName: name.slice(0, 400),
      requestedAt: ctx.now,
      state: "requested",
      callingUntil: addSeconds(ctx.now, CALL_SECONDS),
      attempts: 1,
      correlationId: ctx.correlationId.slice(0, 100),
    },
  });
  const key = `${FOLLOW_CHANGE.name}:${row.id}:call`;
  await enqueue(ctx, FOLLOW_CHANGE, { changeRequestId: row.id, stage: "call" }, { publisherId, key, dueAt: addSeconds(ctx.now, FIRST_LOOK_SECONDS) });
  return { request: row, subscriptionId: subscription.subscriptionId, offerId: subscription.offerId };
}
