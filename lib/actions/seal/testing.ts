import { systemScope } from "../../auth/scope";
import { database } from "../../db/client";
import { insertRows } from "../../db/testing/insert-rows";
import { currentTime } from "../../kernel/clock";
import type { Context, SystemScope } from "../../kernel/context";
import { newId } from "../../kernel/ids";
import { sealActions } from "./seal";

/** The worker's context. */
export function sealingContext(now = currentTime()): Context<SystemScope> {
  return { actor: { kind: "job", name: "actions" }, scope: systemScope(), correlationId: newId(), now };
}

export async function publish(key: string): Promise<number> {
  return (await database().publisher.create({ data: { key, name: key } })).id;
}

export interface WrittenAction {
  readonly type?: string;
  readonly date?: Date;
  readonly initiatorUserId?: string;
  readonly actorName?: string | null;
  readonly subscriptionInfoId?: string | null;
  readonly offerId?: number | null;
  readonly concernedUserId?: string | null;
  readonly details?: string | null;
}

const MORNING = Date.UTC(2026, 4, 1, 8);

/** Rows as recordAction writes them, one a minute since a morning in May, many at a time. */
export async function writeActions(publisherId: number, count: number, make: (index: number) => WrittenAction = () => ({})): Promise<void> {
  const tenant = newId();
  const rows = Array.from({ length: count }, (_, index) => ({
    id: newId(),
    type: "Assign",
    date: new Date(MORNING + index * 60_000),
    initiatorUserId: newId(),
    subscriptionInfoId: null,
    subscriptionUserId: null,
    publisherId,
    actorKind: "user",
    actorTenantId: tenant,
    actorName: "Zoë",
    correlationId: newId(),
    details: null,
    offerId: null,
    concernedUserId: null,
    ...make(index),
  }));
  for (let from = 0; from < rows.length; from += 5_000) await insertRows("SubscriptionActions", rows.slice(from, from + 5_000));
}

/** Seals everything that is there. */
export async function sealAll(publisherId: number, now = currentTime()): Promise<void> {
  while ((await sealActions(sealingContext(now), publisherId)) > 0);
}
