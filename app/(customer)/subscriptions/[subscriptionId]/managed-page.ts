import { notFound, redirect } from "next/navigation";
import { orNotFound } from "@/app/or-not-found";
import { requireCustomer } from "@/lib/auth/gate";
import type { Context, CustomerScope, UserActor } from "@/lib/kernel/context";
import { guid } from "@/lib/kernel/ids";
import { getSubscriptionOfCustomer, type CustomerSubscription } from "@/lib/subscriptions/queries";

export interface SubscriptionPage {
  readonly ctx: Context<CustomerScope, UserActor>;
  readonly subscription: CustomerSubscription;
  /** The address of its overview; the others stand below it. */
  readonly path: string;
}

export type SubscriptionParams = Promise<{ subscriptionId: string }>;

/** A page of one subscription, for whoever may see that it exists; everybody else gets a 404. */
export async function subscriptionPage(params: SubscriptionParams): Promise<SubscriptionPage> {
  const subscriptionId = guid.safeParse((await params).subscriptionId).data ?? notFound();
  const ctx = await requireCustomer();
  const subscription = await orNotFound(getSubscriptionOfCustomer(ctx, subscriptionId));
  return { ctx, subscription, path: `/subscriptions/${subscriptionId}` };
}

/** A page for managers: colleagues are led to the overview, which says whom to ask. */
export async function managedPage(params: SubscriptionParams): Promise<SubscriptionPage> {
  const page = await subscriptionPage(params);
  if (!page.subscription.manages) redirect(page.path);
  return page;
}
