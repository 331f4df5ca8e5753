"use server";

import { notFound, redirect } from "next/navigation";
import { z } from "zod";
import { orderPath } from "@/app/landing/addresses";
import { orNotFound } from "@/app/or-not-found";
import { activate } from "@/lib/activations/activate";
import { lookAtActivation, type ActivationLook } from "@/lib/activations/follow";
import { arrive } from "@/lib/activations/landing/arrive";
import { findGuestTenant } from "@/lib/activations/landing/queries";
import { activationInput } from "@/lib/activations/schema";
import { problemOfFault } from "@/lib/auth/finish-sign-in";
import { landingContext, requireCustomer } from "@/lib/auth/gate";
import { findLandingScope } from "@/lib/auth/landing-browser";
import { safeReturnPath } from "@/lib/auth/return-path";
import { startSignIn } from "@/lib/auth/sign-in";
import { currentUser } from "@/lib/auth/session";
import { currentTime } from "@/lib/kernel/clock";
import { addressKey, guid } from "@/lib/kernel/ids";
import { findPublicOffer } from "@/lib/offers/queries";

/** What an action is bound to comes back from the browser, as whatever somebody made of it. */
function asBound<Value>(schema: z.ZodType<Value, string>, value: unknown): Value {
  return schema.safeParse(value).data ?? notFound();
}

/** Signs in and comes back to the order; `guest` at the tenant that the purchase was made in. */
export async function signInToOrder(boundTo: string, as: "anybody" | "guest"): Promise<void> {
  const offerKey = asBound(addressKey, boundTo);
  const returnTo = orderPath(offerKey);
  const tenantId = as === "guest" ? await guestTenant(offerKey) : null;
  let target: string;
  try {
    target = await startSignIn({ returnTo, ...(tenantId ? { tenantId } : {}) });
  } catch (error) {
    target = `/sign-in?${new URLSearchParams({ error: problemOfFault(error), callbackUrl: returnTo })}`;
  }
  redirect(target);
}

async function guestTenant(offerKey: string): Promise<string | null> {
  const offer = await findPublicOffer(offerKey);
  const scope = offer && (await findLandingScope(offer));
  return scope ? findGuestTenant(scope, currentTime()) : null;
}

/** Asks Microsoft about the purchase again. */
export async function resolveOrder(boundTo: string): Promise<void> {
  const offerKey = asBound(addressKey, boundTo);
  const offer = await findPublicOffer(offerKey);
  const user = await currentUser();
  const scope = offer && (await findLandingScope(offer));
  if (!user || !scope) redirect(orderPath(offerKey));
  const outcome = await arrive(await landingContext(user, scope));
  redirect(orderPath(outcome.kind === "arrived" ? outcome.offerKey : offerKey));
}

/** The button. What comes of it is told by the page that it leads to. */
export async function activateOrder(from: string, form: FormData): Promise<void> {
  const page = safeReturnPath(asBound(z.string(), from));
  const input = activationInput.safeParse({ subscriptionId: form.get("subscriptionId"), contactEmail: form.get("contactEmail") });
  if ((await currentUser()) === null) redirect(`${page}?problem=signed-out`);
  if (!input.success) redirect(`${page}?problem=contact`);
  const outcome = await orNotFound(activate(await requireCustomer(), input.data));
  switch (outcome.kind) {
    case "not-allowed":
      redirect(`${page}?problem=not-allowed`);
    case "unavailable":
    case "not-set-up":
    case "refused":
      redirect(`${page}?${new URLSearchParams({ problem: outcome.kind, request: outcome.correlationId })}`);
    default:
      redirect(page);
  }
}

/** The same look for a browser without script: the page that follows shows what came of it. */
export async function checkOrder(subscriptionId: string): Promise<void> {
  await followOrder(subscriptionId);
}

/** One look at Microsoft while the activation is under way. */
export async function followOrder(boundTo: string): Promise<ActivationLook | null> {
  const subscriptionId = asBound(guid, boundTo);
  if ((await currentUser()) === null) return null;
  return orNotFound(lookAtActivation(await requireCustomer(), subscriptionId));
}
