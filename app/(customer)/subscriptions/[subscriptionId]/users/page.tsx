import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { listHrefs, listRequest, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { ColleaguePicker } from "@/app/(customer)/directory/colleague-picker";
import { managedPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { decide, giveSeats, invite, renewInvitation, takeBackInvitation, takeBackSeats } from "@/app/(customer)/subscriptions/[subscriptionId]/users/actions";
import { FilesCard } from "@/components/licenses/files-card";
import { invitedPage } from "@/app/(customer)/subscriptions/[subscriptionId]/users/invited-page";
import { GiveSeats } from "@/components/licenses/give-seats";
import { InvitationCard } from "@/components/licenses/invitation-card";
import { LicenseCard } from "@/components/licenses/license-card";
import { RequestList } from "@/components/licenses/request-list";
import { SeatSummary } from "@/components/licenses/seat-summary";
import { ToldNotice } from "@/components/licenses/told";
import { SubmitButton } from "@/components/ui/submit-button";
import { INVITATION_DAYS } from "@/lib/licenses/invitations/invite";
import { listLicenses, listRequests, seatsOf } from "@/lib/licenses/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("licenses.users"))("title") };
}

/** Who may use the subscription: its managers give seats here and take them back. */
export default async function UsersPage({ params, searchParams }: { params: SubscriptionParams; searchParams: Promise<ListSearch> }) {
  const { ctx, subscription, path } = await managedPage(params);
  const asked = await searchParams;
  const request = listRequest(asked);
  const { facts } = subscription;
  const { subscriptionId } = facts;
  const here = `${path}/users`;
  const [page, invited, requests, t] = await Promise.all([
    orFirstPage(listLicenses(ctx, subscriptionId, request), here),
    invitedPage(ctx, { subscriptionId, path: here, search: asked }),
    listRequests(ctx, subscriptionId),
    getTranslations("licenses"),
  ]);
  const seats = seatsOf(facts);
  const { personal } = ctx.scope;
  const canGive = facts.state === "subscribed" && seats.model !== "site";
  return (
    <SubscriptionFrame subscription={subscription} current="users">
      <div className="flex flex-col gap-4">
        <ToldNotice search={asked} />
        <SeatSummary seats={seats} state={facts.state} personal={personal} resold={facts.resold}>
          {canGive && seats.free === 0 ? (
            <p>
              {t("give.none")} {facts.resold ? null : <Link className="underline" href={`${path}/plan`}>{t("give.changeSeats")}</Link>}
            </p>
          ) : null}
          {invited.invitations.length > 0 ? <p className="text-muted-foreground">{t("summary.held")}</p> : null}
        </SeatSummary>
        <RequestList requests={requests} decide={(id, grant) => decide.bind(null, subscriptionId, "users", id, grant)} />
        {canGive && seats.free > 0 && !personal ? (
          <GiveSeats give={giveSeats.bind(null, subscriptionId)}>
            <ColleaguePicker ctx={ctx} path={here} outcome={asked.directory} held={page.items.map(({ userId }) => userId)} heldText={t("give.held")} most={seats.free}>
              <SubmitButton className="sm:self-start" pendingText={t("give.pending")}>{t("give.submit")}</SubmitButton>
            </ColleaguePicker>
          </GiveSeats>
        ) : null}
        {seats.model === "site" ? null : <FilesCard href={`${here}/import`} />}
        {canGive || invited.invitations.length > 0 ? (
          <InvitationCard
            {...invited}
            personal={personal}
            days={INVITATION_DAYS}
            invite={canGive ? invite.bind(null, subscriptionId) : null}
            renew={(id) => renewInvitation.bind(null, subscriptionId, id)}
            revoke={(id) => takeBackInvitation.bind(null, subscriptionId, id)}
          />
        ) : null}
        {seats.model === "site" && page.items.length === 0 && request.search === "" ? null : (
          <LicenseCard lines={page.items} offer={facts.offerName ?? ""} {...listHrefs(here, request, page)} model={seats.model} takeBack={takeBackSeats.bind(null, subscriptionId)} />
        )}
      </div>
    </SubscriptionFrame>
  );
}
