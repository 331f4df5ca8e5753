"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { toldPath } from "@/app/(customer)/subscriptions/[subscriptionId]/told";
import { rowIdOf, guidOf } from "@/app/(customer)/subscriptions/[subscriptionId]/ids";
import { requireCustomerAction } from "@/lib/auth/gate";
import { assignOwnSeat } from "@/lib/licenses/assign";
import { askForAccess } from "@/lib/licenses/requests/ask";
import { withdrawRequest } from "@/lib/licenses/requests/decide";
import { REQUEST_KINDS, type RequestKind } from "@/lib/licenses/schema";

const note = z.string().trim().max(500).catch("");
const pathOf = (subscriptionId: string): string => `/subscriptions/${guidOf(subscriptionId)}`;

/** Asks the managers for a seat, or to become one of them. */
export async function ask(subscriptionId: string, kind: RequestKind, form: FormData): Promise<void> {
  const ctx = await requireCustomerAction();
  const words = note.parse(form.get("note"));
  const outcome = await orNotFound(askForAccess(ctx, { subscriptionId: guidOf(subscriptionId), kind: z.enum(REQUEST_KINDS).parse(kind), note: words === "" ? null : words }));
  redirect(toldPath(pathOf(subscriptionId), outcome.kind === "asked" ? "asked" : outcome.kind === "already" ? "already-asked" : "not-possible"));
}

/** A manager's own seat. */
export async function takeSeat(subscriptionId: string): Promise<void> {
  const ctx = await requireCustomerAction();
  const outcome = await orNotFound(assignOwnSeat(ctx, guidOf(subscriptionId)));
  const path = pathOf(subscriptionId);
  if (outcome.kind === "not-manager") redirect(path);
  if (outcome.kind === "assigned") redirect(toldPath(path, "assigned", { count: 1 }));
  redirect(toldPath(path, "none-given", outcome.kind === "refused" ? { [outcome.reason]: 1 } : { already: 1 }));
}

export async function withdraw(subscriptionId: string, requestId: number): Promise<void> {
  const ctx = await requireCustomerAction();
  await orNotFound(withdrawRequest(ctx, rowIdOf(requestId)));
  redirect(toldPath(pathOf(subscriptionId), "withdrawn"));
}
