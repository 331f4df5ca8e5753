import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { orderPath } from "@/app/landing/addresses";
import { OrderProgress } from "@/app/landing/order-progress";
import { activateOrder, signInToOrder } from "@/app/landing/[offerKey]/order/actions";
import { AttemptProblem } from "@/components/order/attempt-problem";
import { OrderDone } from "@/components/order/order-done";
import { OrderEnded } from "@/components/order/order-ended";
import { OrderForm } from "@/components/order/order-form";
import { PageHeader } from "@/components/page/page-header";
import { Problem } from "@/components/page/problem";
import { Button } from "@/components/ui/button";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireCustomer } from "@/lib/auth/gate";
import type { Order } from "@/lib/activations/landing/queries";
import type { UserActor } from "@/lib/kernel/context";
import type { PublicOffer } from "@/lib/offers/queries";
import { partiesFor } from "@/lib/subscriptions/parties";

interface ResolvedOrderProps {
  offer: PublicOffer;
  user: UserActor;
  order: Extract<Order, { kind: "resolved" }>;
  problem: string;
  /** Of the attempt that the problem is about. */
  requestId: string | null;
}

/** The view that policy gives this visitor, in this state of the subscription. */
export async function ResolvedOrder({ offer, user, order, problem, requestId }: ResolvedOrderProps) {
  const t = await getTranslations("order");
  const { facts, rights } = order.subscription;
  const contact = offer.supportEmail ?? t("problems.support");
  const another = (
    <form action={signInToOrder.bind(null, offer.key, "anybody")}>
      <SubmitButton variant="outline">{t("stranger.button")}</SubmitButton>
    </form>
  );
  const account = user.email ?? user.name;

  switch (rights.view) {
    case "order": {
      const { scope } = await requireCustomer();
      return (
        <>
          <PageHeader title={t("confirm.title")} description={t("confirm.body")} />
          <div className="mb-4 empty:hidden">
            <AttemptProblem problem={problem} requestId={requestId} contact={contact} />
          </div>
          <OrderForm
            order={order.subscription}
            parties={partiesFor(scope, facts)}
            personal={scope.personal}
            email={user.email}
            tellPast={problem === ""}
            badContact={problem === "contact"}
            activate={activateOrder.bind(null, orderPath(offer.key))}
            otherAccount={
              <Button type="submit" variant="ghost" formAction={signInToOrder.bind(null, offer.key, "anybody")} formNoValidate>
                {t("confirm.otherAccount")}
              </Button>
            }
          />
        </>
      );
    }
    case "progress":
      return <OrderProgress facts={facts} contact={contact} />;
    case "manage":
      // Whoever saw the activation through is told that it worked; any later arrival is a visit to the manage page.
      if (!order.activatedSinceArrival) redirect(`/subscriptions/${facts.subscriptionId}`);
      return (
        <>
          <PageHeader title={t("done.title")} />
          <OrderDone facts={facts} />
        </>
      );
    case "ended":
      return <OrderEnded facts={facts} contact={contact} />;
    case "ask-colleague":
      return (
        <Problem kind="forbidden" title={t("askColleague.title")} advice={t("askColleague.todo")} actions={another}>
          {t("askColleague.body", { offer: offer.name, person: facts.beneficiaryEmail ?? t("askColleague.somebody") })}
        </Problem>
      );
    case "sign-in-as-guest":
      return (
        <Problem kind="forbidden" title={t("guest.title")} advice={t("guest.todo")} actions={<><GuestSignIn offerKey={offer.key} label={t("guest.button")} brand />{another}</>}>
          {t("guest.body", { account })}
        </Problem>
      );
    case "wrong-account":
      return (
        <Problem kind="forbidden" title={t("stranger.title")} advice={t("stranger.todo")} actions={<>{another}{order.boughtByOrganisation ? <GuestSignIn offerKey={offer.key} label={t("stranger.guestButton")} /> : null}</>}>
          {t("stranger.body", { account, offer: offer.name })}
        </Problem>
      );
  }
}

function GuestSignIn({ offerKey, label, brand = false }: { offerKey: string; label: string; brand?: boolean }) {
  return (
    <form action={signInToOrder.bind(null, offerKey, "guest")}>
      <SubmitButton variant={brand ? "brand" : "ghost"}>{label}</SubmitButton>
    </form>
  );
}
