import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { log } from "../kernel/log";
import { alertsRaised } from "../kernel/metrics";
import type { AlertKind } from "./schema";

export interface AlertInput {
  readonly publisherId: number;
  readonly kind: AlertKind;
  /** What it is about (an id): the same kind about the same thing is one alert, however often it happens. */
  readonly about: string;
  /** What happened, in plain words, without personal data. */
  readonly message: string;
  readonly subscriptionId?: string;
  readonly jobId?: number;
}

/** Calls the staff: a row on the overview until somebody closes it, a metric and an error in the log. */
export async function raiseAlert(ctx: Omit<Context, "scope"> & TransactionContext, alert: AlertInput): Promise<void> {
  const key = openKey(alert);
  const facts = { message: alert.message.slice(0, 1000), lastAt: ctx.now, correlationId: ctx.correlationId };
  const { count } = await ctx.tx.alert.updateMany({ where: { key }, data: { ...facts, occurrences: { increment: 1 } } });
  if (count === 0) {
    await ctx.tx.alert.create({
      data: { ...facts, publisherId: alert.publisherId, kind: alert.kind, key, raisedAt: ctx.now, subscriptionId: alert.subscriptionId ?? null, jobId: alert.jobId ?? null },
    });
  }
  alertsRaised.inc({ kind: alert.kind });
  log.error({ event: "alert.raised", kind: alert.kind, publisherId: alert.publisherId, subscriptionId: alert.subscriptionId, jobId: alert.jobId, correlationId: ctx.correlationId }, alert.message);
}

/** Calls the staff, unless they were called to the same thing since then: also where they have closed that alert. */
export async function raiseAlertOnce(ctx: Omit<Context, "scope"> & TransactionContext, alert: AlertInput & { readonly subscriptionId: string }, since: Date): Promise<void> {
  const { publisherId, kind, subscriptionId } = alert;
  if ((await ctx.tx.alert.count({ where: { publisherId, kind, subscriptionId, raisedAt: { gte: since } } })) === 0) await raiseAlert(ctx, alert);
}

function openKey({ publisherId, kind, about }: AlertInput): string {
  return `${publisherId}:${kind}:${about}`.slice(0, 300);
}

/** Closes what has settled itself. */
export async function settleAlert(ctx: Omit<Context, "scope"> & TransactionContext, alert: Pick<AlertInput, "publisherId" | "kind" | "about">): Promise<void> {
  const found = await ctx.tx.alert.findUnique({ where: { key: openKey({ ...alert, message: "" }) }, select: { id: true } });
  if (found) await ctx.tx.alert.update({ where: { id: found.id }, data: { key: `closed:${found.id}`, closedAt: ctx.now, closedBy: "the portal, because it is over" } });
}
