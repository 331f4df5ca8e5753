"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { orNotFound } from "@/app/or-not-found";
import { lookAtPath } from "@/app/(customer)/subscriptions/[subscriptionId]/plan/asked";
import { requireCustomerAction } from "@/lib/auth/gate";
import { currentUser } from "@/lib/auth/session";
import { guid } from "@/lib/kernel/ids";
import { getChangeState } from "@/lib/subscriptions/own-changes/queries";
import { requestChange } from "@/lib/subscriptions/own-changes/request-change";
import { changeAsked, changeInput, type Change } from "@/lib/subscriptions/own-changes/schema";

/** The confirmation. What comes of it is told by the page that it leads to. */
export async function confirmChange(boundTo: string, asked: Change, form: FormData): Promise<void> {
  const subscriptionId = guid.safeParse(boundTo).data ?? notFound();
  const change = changeAsked.safeParse(asked).data ?? notFound();
  const input = changeInput.safeParse({ subscriptionId, change, seen: { planId: form.get("seenPlan"), quantity: form.get("seenSeats") } }).data ?? notFound();
  const path = `/subscriptions/${subscriptionId}/plan`;
  const ctx = await requireCustomerAction();
  if (change.kind === "cancel" && form.get("understood") !== "on") redirect(lookAtPath(path, change, "unconfirmed"));
  const outcome = await orNotFound(requestChange(ctx, input));
  switch (outcome.kind) {
    case "not-manager":
      redirect(`/subscriptions/${subscriptionId}`);
    case "accepted":
    case "already-changing":
      redirect(path);
    case "changed-meanwhile":
      redirect(lookAtPath(path, change, "changed"));
    case "refused":
      // What Microsoft said stands with the request; what the publisher's rules say the step before tells again.
      redirect("correlationId" in outcome ? path : lookAtPath(path, change));
    default:
      redirect(lookAtPath(path, change));
  }
}

/** One look at how far a change is; null when the session has ended. */
export async function followChange(boundTo: string, changeRequestId: number): Promise<{ state: string } | null> {
  const subscriptionId = guid.safeParse(boundTo).data ?? notFound();
  const id = z.int().safeParse(changeRequestId).data ?? notFound();
  if ((await currentUser()) === null) return null;
  return orNotFound(getChangeState(await requireCustomerAction(), subscriptionId, id));
}

/** The same look for a browser without script: the page that follows shows what came of it. */
export async function checkChange(boundTo: string): Promise<void> {
  redirect(`/subscriptions/${guid.safeParse(boundTo).data ?? notFound()}/plan`);
}
