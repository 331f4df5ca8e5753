import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { activateOrder, checkOrder, followOrder } from "@/app/landing/[offerKey]/order/actions";
import { ask, takeSeat, withdraw } from "@/app/(customer)/subscriptions/[subscriptionId]/actions";
import { subscriptionPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { OwnStandingCard } from "@/components/licenses/own-standing";
import { SeatSummary } from "@/components/licenses/seat-summary";
import { ToldNotice } from "@/components/licenses/told";
import { ActivationProgress } from "@/components/order/activation-progress";
import { AttemptProblem } from "@/components/order/attempt-problem";
import { OrderEnded } from "@/components/order/order-ended";
import { OrderForm } from "@/components/order/order-form";
import { ManageSubscription } from "@/components/subscriptions/manage-subscription";
import { SubscriptionInBrief } from "@/components/subscriptions/subscription-in-brief";
import { Alert } from "@/components/ui/alert";
import { progressOf } from "@/lib/activations/policy";
import { guid } from "@/lib/kernel/ids";
import { ownStanding, seatsOf } from "@/lib/licenses/queries";
import { listManagers } from "@/lib/subscriptions/organisation/queries";
import { partiesFor } from "@/lib/subscriptions/parties";

interface ManagePageProps {
  params: SubscriptionParams;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("subscriptions"))("manage.facts") };
}

/** Every later visit: the subscription as it stands, and what is still to be done with it. */
export default async function ManagePage({ params, searchParams }: ManagePageProps) {
  const { ctx, subscription, path } = await subscriptionPage(params);
  const { facts, rights, manages, visitor } = subscription;
  const { subscriptionId } = facts;
  const people = { parties: partiesFor(ctx.scope, facts), personal: ctx.scope.personal };
  const [t, problems, asked] = await Promise.all([getTranslations("subscriptions"), getTranslations("order.problems"), searchParams]);
  const isSetUp = rights.view === "manage" && visitor !== "reseller";
  const [standing, managers] = isSetUp ? await Promise.all([ownStanding(ctx, subscriptionId), listManagers(ctx.scope, subscriptionId)]) : [null, []];
  const problem = String(asked.problem ?? "");
  const contact = facts.supportEmail ?? problems("support");
  return (
    <SubscriptionFrame subscription={subscription} current="overview">
      <div className="flex flex-col gap-4">
        <ToldNotice search={asked} />
        <AttemptProblem problem={problem} requestId={guid.safeParse(asked.request).data ?? null} contact={contact} />
        {rights.view === "order" ? (
          <>
            <Alert tone="info" title={t("manage.finish")}>{t("manage.finishBody")}</Alert>
            <OrderForm order={subscription} {...people} email={ctx.actor.email} badContact={problem === "contact"} tellPast={problem === ""} activate={activateOrder.bind(null, path)} />
          </>
        ) : null}
        {rights.view === "progress" ? <ActivationProgress facts={facts} progress={progressOf(facts.activation, facts.status)} contact={contact} follow={followOrder.bind(null, subscriptionId)} checkNow={checkOrder.bind(null, subscriptionId)} /> : null}
        {rights.view === "ended" ? <OrderEnded facts={facts} contact={contact} as="h2" /> : null}
        {standing === null && !manages && visitor !== "reseller" ? <SubscriptionInBrief facts={facts} /> : null}
        {standing === null ? null : (
          <div className="grid items-start gap-4 lg:grid-cols-2">
            <OwnStandingCard
              standing={standing}
              model={facts.licenseModel}
              account={ctx.actor.email ?? ctx.actor.name}
              offer={facts.offerName ?? ""}
              productUrl={facts.productUrl}
              managers={managers}
              manages={manages}
              isActive={facts.state === "subscribed"}
              isSuspended={facts.state === "suspended"}
              takeSeat={takeSeat.bind(null, subscriptionId)}
              ask={(kind) => ask.bind(null, subscriptionId, kind)}
              withdraw={(requestId) => withdraw.bind(null, subscriptionId, requestId)}
            />
            {manages ? (
              <div className="flex flex-col gap-4">
                <SeatSummary seats={seatsOf(facts)} state={facts.state} personal={ctx.scope.personal} resold={facts.resold} usersHref={facts.licenseModel === "site" ? undefined : `${path}/users`} />
              </div>
            ) : (
              <SubscriptionInBrief facts={facts} />
            )}
          </div>
        )}
        {rights.view === "order" || !(manages || visitor === "reseller") ? null : <ManageSubscription subscription={subscription} {...people} hasOwnButton={standing?.license != null} />}
      </div>
    </SubscriptionFrame>
  );
}
