import { recordAction } from "../../actions/record";
import { raiseAlert, settleAlert } from "../../alerts/raise";
import type { TransactionContext } from "../../db/transaction";
import type { Context, UserActor } from "../../kernel/context";
import type { ActivateOutcome } from "../carry-out";
import { PROBLEMS } from "../schema";
import { activationEndpointOf, handOver } from "./hand-over";
import type { NewToken } from "./tokens";

type Writing = Omit<Context, "scope" | "actor"> & { readonly actor: UserActor } & TransactionContext;

interface Confirmed {
  readonly subscription: Parameters<typeof handOver>[2];
  readonly activation: { readonly id: number; readonly version: number } | null;
  readonly contactEmail: string;
  readonly token: NewToken;
}

/** Whether a confirmation goes to the publisher's system first. What it has had already, or Microsoft is being asked for, goes on. */
export function isForPublisher(mode: string | undefined, activation: { readonly state: string; readonly handedOverAt: Date | null } | null): boolean {
  if (mode !== "endpoint") return false;
  return activation === null || (activation.state === "refused" && activation.handedOverAt === null);
}

/** The confirmation of an order that the publisher's own system sets up: it is given it, and nothing is asked of Microsoft yet. */
export async function confirmToPublisher(ctx: Writing, { subscription, activation, contactEmail, token }: Confirmed): Promise<ActivateOutcome> {
  const { id: subscriptionInfoId, publisherId } = subscription;
  if (publisherId === null) throw new Error("a subscription of no publisher is confirmed to nobody");
  const subscriptionId = subscription.subscriptionId.toLowerCase();
  const endpoint = activationEndpointOf(subscription);
  await ctx.tx.subscription.update({ where: { id: subscriptionInfoId }, data: { contactEmail }, select: { id: true } });
  const activationId = await keepActivation(ctx, subscriptionInfoId, activation, endpoint === null ? NOT_SET_UP : { state: "handed-over", handedOverAt: ctx.now, problem: null, problemDetail: null });
  if (activationId === null) return { kind: "already" };
  const alert = { publisherId, kind: "activation-refused", about: subscriptionId } as const;
  if (endpoint === null) {
    await raiseAlert(ctx, { ...alert, subscriptionId, message: "A customer's order could not be activated: the offer's activations go to your own system, and its address is not set. Nothing was asked of Microsoft." });
    return { kind: "not-set-up", correlationId: ctx.correlationId };
  }
  await handOver(ctx, activationId, subscription, endpoint, token);
  await recordAction(ctx, { type: "RequestActivation", publisherId, subscriptionInfoId });
  await settleAlert(ctx, alert);
  return { kind: "handed-over" };
}

const NOT_SET_UP = { state: "refused", handedOverAt: null, problem: PROBLEMS.noEndpoint, problemDetail: "The address of the publisher's own system is not set." };

/** null: somebody else was quicker. */
async function keepActivation({ tx, actor, now, correlationId }: Writing, subscriptionInfoId: string, existing: Confirmed["activation"], columns: typeof NOT_SET_UP | { state: string; handedOverAt: Date; problem: null; problemDetail: null }): Promise<number | null> {
  const { tenantId, objectId, name } = actor;
  const data = { ...columns, requestedTenantId: tenantId, requestedObjectId: objectId, requestedName: name.slice(0, 400), requestedAt: now, callingUntil: null, correlationId: correlationId.slice(0, 100) };
  if (existing === null) return (await tx.activation.create({ data: { subscriptionInfoId, ...data }, select: { id: true } })).id;
  const { count } = await tx.activation.updateMany({ where: { id: existing.id, version: existing.version }, data: { ...data, version: { increment: 1 } } });
  return count === 0 ? null : existing.id;
}
