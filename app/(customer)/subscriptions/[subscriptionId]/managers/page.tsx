import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ListSearch } from "@/app/list-search";
import { appoint, handOver, remove } from "@/app/(customer)/subscriptions/[subscriptionId]/managers/actions";
import { ColleaguePicker } from "@/app/(customer)/directory/colleague-picker";
import { managedPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { decide } from "@/app/(customer)/subscriptions/[subscriptionId]/users/actions";
import { AppointCard } from "@/components/licenses/appoint-card";
import { ManagerList } from "@/components/licenses/manager-list";
import { RequestList } from "@/components/licenses/request-list";
import { ToldNotice } from "@/components/licenses/told";
import { Alert } from "@/components/ui/alert";
import { SubmitButton } from "@/components/ui/submit-button";
import { env } from "@/lib/kernel/env";
import { listLicenses, listRequests } from "@/lib/licenses/queries";
import { listManagers } from "@/lib/subscriptions/organisation/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("licenses.managers"))("title") };
}

/** Who manages the subscription: they appoint others, hand over and step down here. */
export default async function ManagersPage({ params, searchParams }: { params: SubscriptionParams; searchParams: Promise<ListSearch> }) {
  const { ctx, subscription, path } = await managedPage(params);
  const { subscriptionId } = subscription.facts;
  const [managers, requests, users, t, asked] = await Promise.all([
    listManagers(ctx.scope, subscriptionId),
    listRequests(ctx, subscriptionId),
    listLicenses(ctx, subscriptionId, { limit: 200 }),
    getTranslations("licenses.managers"),
    searchParams,
  ]);
  const candidates = users.items.filter(({ userId }) => managers.every(({ objectId }) => objectId !== userId));
  return (
    <SubscriptionFrame subscription={subscription} current="managers">
      <div className="flex flex-col gap-4">
        <ToldNotice search={asked} />
        {ctx.scope.personal ? <Alert tone="info" title={t("personal")} /> : <RequestList requests={requests.filter(({ kind }) => kind === "manager")} decide={(id, grant) => decide.bind(null, subscriptionId, "managers", id, grant)} />}
        <ManagerList managers={managers} self={ctx.actor} remove={({ tenantId, objectId }) => remove.bind(null, subscriptionId, tenantId, objectId)} />
        {ctx.scope.personal ? null : <AppointCard candidates={candidates} address={`${env().PORTAL_URL}${path}`} appoint={appoint.bind(null, subscriptionId)} handOver={handOver.bind(null, subscriptionId)}>
            <form action={appoint.bind(null, subscriptionId)}>
              <ColleaguePicker ctx={ctx} path={`${path}/managers`} outcome={asked.directory} held={managers.map(({ objectId }) => objectId)} heldText={t("held")}>
                <SubmitButton className="sm:self-start" pendingText={t("pending")}>{t("appoint")}</SubmitButton>
              </ColleaguePicker>
            </form>
          </AppointCard>}
      </div>
    </SubscriptionFrame>
  );
}
