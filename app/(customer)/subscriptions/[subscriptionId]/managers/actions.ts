"use server";

import { redirect } from "next/navigation";
import { orNotFound } from "@/app/or-not-found";
import { toldPath } from "@/app/(customer)/subscriptions/[subscriptionId]/told";
import { guidOf } from "@/app/(customer)/subscriptions/[subscriptionId]/ids";
import { requireCustomerAction } from "@/lib/auth/gate";
import { readChosenPeople } from "@/lib/licenses/schema";
import { appointManager, type Appointee } from "@/lib/subscriptions/organisation/appoint-manager";
import { removeManager } from "@/lib/subscriptions/organisation/remove-manager";
import { transferOwnership } from "@/lib/subscriptions/organisation/transfer-ownership";

const overview = (subscriptionId: string): string => `/subscriptions/${guidOf(subscriptionId)}`;
const managersOf = (subscriptionId: string): string => `${overview(subscriptionId)}/managers`;

function chosen(form: FormData): Appointee[] | null {
  const people = readChosenPeople(form.getAll("person"));
  return people === null ? null : people.map(({ objectId, upn, name }) => ({ objectId, name: name ?? upn, email: upn }));
}

/** Makes the colleagues managers who were chosen. */
export async function appoint(subscriptionId: string, form: FormData): Promise<void> {
  const ctx = await requireCustomerAction();
  const path = managersOf(subscriptionId);
  const people = chosen(form);
  if (people === null) redirect(toldPath(path, "tooMany"));
  if (people.length === 0) redirect(toldPath(path, "nobody"));
  let appointed = 0;
  for (const person of people) {
    const { kind } = await orNotFound(appointManager(ctx, guidOf(subscriptionId), person));
    if (kind === "not-manager" || kind === "personal") redirect(overview(subscriptionId));
    if (kind === "too-many") redirect(toldPath(path, "too-many-managers"));
    appointed += kind === "appointed" ? 1 : 0;
  }
  redirect(toldPath(path, appointed > 0 ? "appointed" : "already-manager"));
}

/** The same, and steps down, both or neither. */
export async function handOver(subscriptionId: string, form: FormData): Promise<void> {
  const ctx = await requireCustomerAction();
  const [person] = chosen(form) ?? [];
  if (person === undefined) redirect(toldPath(managersOf(subscriptionId), "nobody"));
  const { kind } = await orNotFound(transferOwnership(ctx, guidOf(subscriptionId), person));
  if (kind === "yourself") redirect(toldPath(managersOf(subscriptionId), "yourself"));
  if (kind === "too-many") redirect(toldPath(managersOf(subscriptionId), "too-many-managers"));
  redirect(kind === "transferred" ? toldPath(overview(subscriptionId), "transferred") : overview(subscriptionId));
}

/** Takes somebody off the managers, the visitor perhaps. */
export async function remove(subscriptionId: string, tenantId: string, objectId: string): Promise<void> {
  const ctx = await requireCustomerAction();
  const person = { tenantId: guidOf(tenantId), objectId: guidOf(objectId) };
  const { kind } = await orNotFound(removeManager(ctx, guidOf(subscriptionId), person));
  const isSelf = person.objectId === ctx.actor.objectId && person.tenantId === ctx.actor.tenantId;
  if (kind === "not-manager" || (kind === "removed" && isSelf)) redirect(overview(subscriptionId));
  redirect(toldPath(managersOf(subscriptionId), kind));
}
