import { z } from "zod";
import type { Database } from "@/lib/db/client";
import type { WebhookCrashReport } from "../webhook-crash-report";
import { controlSimulator } from "../webhook-capture";
import type { SeenCall } from "./call-log";

const subscriptionsSchema = z.object({ subscriptions: z.array(z.object({ id: z.string(), status: z.string(), planId: z.string(), quantity: z.number().nullable() })) });
const operationsSchema = z.object({ operations: z.array(z.object({ id: z.string(), subscriptionId: z.string(), action: z.string(), status: z.string(), isEcho: z.boolean() })) });

type Checked = Omit<WebhookCrashReport, "kills" | "cutOff">;

/** Holds what Microsoft saw and what it has against what the portal has. */
export async function check(database: Database, simulator: string, calls: readonly SeenCall[]): Promise<Checked> {
  const { subscriptions } = subscriptionsSchema.parse(await controlSimulator(simulator, "GET", ""));
  const { operations } = operationsSchema.parse(await controlSimulator(simulator, "GET", "/operations"));
  const answers = answersOf(calls);
  const events = await database.inboxEvent.findMany({ select: { subscriptionId: true, operationId: true, action: true, answerStatus: true, state: true } });
  const kept = grouped(events, keyOf);
  const rows = new Map((await database.subscription.findMany({ select: { subscriptionId: true, status: true, planId: true, quantity: true } })).map((row) => [row.subscriptionId, row]));
  const effective = operations.filter(({ status, isEcho }) => status === "Succeeded" && !isEcho);
  return {
    calls: calls.length,
    refused: calls.filter(({ answer }) => answer?.status === 400).length,
    events: events.length,
    subscriptions: subscriptions.length,
    operations: effective.length,
    lost: [...answers.keys()].filter((key) => !kept.has(key)).length,
    doubled: [...kept.values()].filter((of) => of.length > 1).length,
    answeredOtherwise: [...answers].filter(([key, statuses]) => statuses.size > 1 || kept.get(key)?.some(({ answerStatus }) => answerStatus !== [...statuses][0])).length,
    unprocessed: events.filter(({ state }) => state !== "processed").length,
    different: subscriptions.filter((theirs) => {
      const ours = rows.get(theirs.id);
      return ours?.status !== theirs.status || ours.planId !== theirs.planId || ours.quantity !== (theirs.quantity ?? 1);
    }).length,
    ...(await actionsOf(database, effective)),
  };
}

interface Key {
  readonly subscriptionId: string | null;
  readonly operationId: string | null;
  readonly action: string | null;
}

function keyOf({ subscriptionId, operationId, action }: Key): string {
  return [subscriptionId, operationId, action].join(" ");
}

function grouped<T>(items: readonly T[], keyOfItem: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOfItem(item), [...(groups.get(keyOfItem(item)) ?? []), item]);
  return groups;
}

/** By event, the answers that counted: after any other Microsoft calls again. */
function answersOf(calls: readonly SeenCall[]): Map<string, Set<number>> {
  const answers = new Map<string, Set<number>>();
  for (const call of calls) {
    const status = call.answer?.status;
    if (status === undefined || status >= 500) continue;
    answers.set(keyOf(call), new Set([...(answers.get(keyOf(call)) ?? []), status]));
  }
  return answers;
}

/** Each operation that took effect has one action, which is no other's, and there is none besides. */
async function actionsOf(database: Database, effective: readonly { readonly id: string; readonly subscriptionId: string; readonly action: string }[]): Promise<Pick<Checked, "withoutAction" | "doubledActions">> {
  const settled = await database.operation.findMany({ where: { recordedAt: { not: null } }, select: { operationId: true, action: true, actionNumber: true, subscription: { select: { subscriptionId: true } } } });
  const actions = await database.subscriptionAction.findMany({ select: { number: true, type: true, subscription: { select: { subscriptionId: true } } } });
  const numbers = new Set(settled.map(({ actionNumber }) => actionNumber));
  const found = grouped(settled, ({ operationId, action, subscription }) => keyOf({ subscriptionId: subscription.subscriptionId, operationId, action }));
  return {
    withoutAction: effective.filter(({ id, subscriptionId, action }) => found.get(keyOf({ subscriptionId, operationId: id, action }))?.[0]?.actionNumber == null).length,
    doubledActions: actions.filter(({ number }) => !numbers.has(number)).length + settled.length - numbers.size,
  };
}
