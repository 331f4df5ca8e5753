import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { activateOrder, checkOrder, followOrder } from "@/app/landing/[offerKey]/order/actions";
import { ActivationProgress } from "@/components/order/activation-progress";
import { AttemptProblem } from "@/components/order/attempt-problem";
import { OrderEnded } from "@/components/order/order-ended";
import { OrderForm } from "@/components/order/order-form";
import { PageHeader } from "@/components/page/page-header";
import { CustomerHistory } from "@/components/subscriptions/customer-history";
import { ManageSubscription } from "@/components/subscriptions/manage-subscription";
import { SubscriptionStatus } from "@/components/subscriptions/subscription-status";
import { Alert } from "@/components/ui/alert";
import { requireCustomer } from "@/lib/auth/gate";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { guid } from "@/lib/kernel/ids";
import { listHistoryOfCustomer } from "@/lib/subscriptions/history";
import { partiesFor } from "@/lib/subscriptions/parties";
import { getSubscriptionOfCustomer } from "@/lib/subscriptions/queries";

interface ManagePageProps {
  params: Promise<{ subscriptionId: string }>;
  /** `history` is a cursor. */
  searchParams: Promise<{ problem?: string | string[]; request?: string | string[]; history?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("subscriptions"))("manage.facts") };
}

/** Every later visit: the subscription as it stands, and what is still to be done with it. */
export default async function ManagePage({ params, searchParams }: ManagePageProps) {
  const subscriptionId = guid.safeParse((await params).subscriptionId).data ?? notFound();
  const path = `/subscriptions/${subscriptionId}`;
  const ctx = await requireCustomer();
  const subscription = await orNotFound(getSubscriptionOfCustomer(ctx, subscriptionId));
  const { facts, rights } = subscription;
  const people = { parties: partiesFor(ctx.scope, facts), personal: ctx.scope.personal };
  const [t, states, problems] = await Promise.all([getTranslations("subscriptions"), getTranslations("states"), getTranslations("order.problems")]);
  const asked = await searchParams;
  const problem = String(asked.problem ?? "");
  const history = await orFirstPage(listHistoryOfCustomer(ctx.scope, subscriptionId, { cursor: [asked.history].flat()[0] }), path);
  const historyHref = (cursor: string | null): string | undefined => (cursor === null ? undefined : `${path}?history=${cursor}#history`);
  const contact = facts.supportEmail ?? problems("support");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/subscriptions", label: t("title") }]}
        title={facts.name}
        status={<SubscriptionStatus state={facts.state}>{states(facts.state)}</SubscriptionStatus>}
      />
      <div className="flex flex-col gap-4">
        <AttemptProblem problem={problem} requestId={guid.safeParse(asked.request).data ?? null} contact={contact} />
        {rights.view === "order" ? (
          <>
            <Alert tone="info" title={t("manage.finish")}>{t("manage.finishBody")}</Alert>
            <OrderForm order={subscription} {...people} email={ctx.actor.email} badContact={problem === "contact"} tellPast={problem === ""} activate={activateOrder.bind(null, path)} />
          </>
        ) : null}
        {rights.view === "progress" ? <ActivationProgress follow={followOrder.bind(null, subscriptionId)} checkNow={checkOrder.bind(null, subscriptionId)} /> : null}
        {rights.view === "ended" ? <OrderEnded facts={facts} contact={contact} as="h2" /> : null}
        {rights.view === "order" ? null : <ManageSubscription subscription={subscription} {...people} />}
        <CustomerHistory
          lines={history.items}
          publisher={facts.publisherName ?? ""}
          personal={ctx.scope.personal}
          previousHref={historyHref(history.previousCursor)}
          nextHref={historyHref(history.nextCursor)}
        />
      </div>
    </>
  );
}
