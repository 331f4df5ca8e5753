import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { LandingFrame } from "@/app/landing/landing-frame";
import { NothingBrought, SignInFirst, Unresolved } from "@/app/landing/order-problems";
import { ResolvedOrder } from "@/app/landing/resolved-order";
import { orderPath } from "@/app/landing/addresses";
import { getOrder, hasLanding } from "@/lib/activations/landing/queries";
import { landingContext } from "@/lib/auth/gate";
import { findLandingScope } from "@/lib/auth/landing-browser";
import { currentUser } from "@/lib/auth/session";
import { currentTime } from "@/lib/kernel/clock";
import { guid } from "@/lib/kernel/ids";
import { findPublicOffer } from "@/lib/offers/queries";

interface OrderPageProps {
  params: Promise<{ offerKey: string }>;
  searchParams: Promise<{ problem?: string | string[]; request?: string | string[] }>;
}

/** Asked for by title and page, once a request. */
const findOffer = cache(findPublicOffer);

export async function generateMetadata({ params }: OrderPageProps): Promise<Metadata> {
  const offer = await findOffer((await params).offerKey);
  const t = await getTranslations("order");
  return { title: { absolute: offer ? t("from", { offer: offer.name, publisher: offer.publisher.name }) : t("unknownOffer.title") } };
}

/** What the visitor brought, and what they can do with it. Only reads: see docs/decisions/002. */
export default async function OrderPage({ params, searchParams }: OrderPageProps) {
  const offer = await findOffer((await params).offerKey);
  if (offer === null) notFound();
  const { problem: told, request } = await searchParams;
  const problem = String(told ?? "");
  const [user, scope] = await Promise.all([currentUser(), findLandingScope(offer)]);
  const frame = { offer, user };

  const nothing = <LandingFrame {...frame}><NothingBrought unreadable={problem === "unreadable"} /></LandingFrame>;
  if (scope === null || problem === "unreadable") return nothing;
  if (user === null) {
    const brought = await hasLanding(scope, currentTime());
    return brought ? <LandingFrame {...frame}><SignInFirst offer={offer} signedOut={problem === "signed-out"} /></LandingFrame> : nothing;
  }
  const order = await getOrder(await landingContext(user, scope));
  if (order.kind === "nothing-brought") return nothing;
  if (order.kind === "unresolved") return <LandingFrame {...frame}><Unresolved offer={offer} {...order} /></LandingFrame>;
  if (order.subscription.facts.offerKey !== offer.key) redirect(orderPath(order.subscription.facts.offerKey ?? offer.key));
  return <LandingFrame {...frame}><ResolvedOrder offer={offer} user={user} order={order} problem={problem} requestId={guid.safeParse(request).data ?? null} /></LandingFrame>;
}
