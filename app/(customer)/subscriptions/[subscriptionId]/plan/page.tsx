import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { managedPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { checkChange, confirmChange, followChange } from "@/app/(customer)/subscriptions/[subscriptionId]/plan/actions";
import { lookAtPath, readAsked, type PlanSearch } from "@/app/(customer)/subscriptions/[subscriptionId]/plan/asked";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { orNotFound } from "@/app/or-not-found";
import { CancelCard } from "@/components/changes/cancel-card";
import { ChangeProgress } from "@/components/changes/change-progress";
import { ChangeResult } from "@/components/changes/change-result";
import { ConfirmCancel } from "@/components/changes/confirm-cancel";
import { ConfirmChange } from "@/components/changes/confirm-change";
import { NotHere } from "@/components/changes/not-here";
import { PlanChoices } from "@/components/changes/plan-choices";
import { PresentPlan } from "@/components/changes/present-plan";
import { SeatForm } from "@/components/changes/seat-form";
import { Alert } from "@/components/ui/alert";
import { getChangeOptions } from "@/lib/subscriptions/own-changes/queries";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("changes"))("title") };
}

/** What was bought, and how its managers change it: another plan, other seats, the end. Each is looked at before it is confirmed. */
export default async function PlanPage({ params, searchParams }: { params: SubscriptionParams; searchParams: Promise<Partial<PlanSearch>> }) {
  const { ctx, subscription, path } = await managedPage(params);
  const { change, problem } = readAsked(await searchParams);
  const { facts } = subscription;
  const { subscriptionId } = facts;
  const here = `${path}/plan`;
  const options = await orNotFound(getChangeOptions(ctx, subscriptionId, change));
  const { request } = options;
  const t = await getTranslations("changes");
  const isOpen = request !== null && request.finishedAt === null;
  const looksAt = isOpen ? null : change;
  const isRunning = facts.state === "subscribed";
  const confirm = looksAt && confirmChange.bind(null, subscriptionId, looksAt);
  return (
    <SubscriptionFrame subscription={subscription} current="plan">
      <div className="flex flex-col gap-4">
        {isOpen ? <ChangeProgress request={request} facts={facts} now={ctx.now} follow={followChange.bind(null, subscriptionId, request.id)} checkNow={checkChange.bind(null, subscriptionId)} /> : null}
        {problem === "changed" ? <Alert tone="warning" role="alert" title={t("problems.changed")} /> : null}
        {looksAt === null || confirm === null ? (
          <>
            {request && !isOpen ? <ChangeResult request={request} /> : null}
            <PresentPlan facts={facts} plan={options.present} />
            {isOpen ? null : (
              <>
                <NotHere options={options} state={facts.state} facts={facts} />
                {options.mayUpdate && isRunning ? (
                  <>
                    {options.present.isPricePerSeat ? <SeatForm path={here} quantity={facts.quantity} limits={options.limits} taken={facts.acquiredLicenses} isBad={problem === "seats"} /> : null}
                    <PlanChoices options={options} facts={facts} lookAt={(planId) => lookAtPath(here, { kind: "plan", planId })} />
                  </>
                ) : null}
                {options.mayCancel && (isRunning || facts.state === "suspended") ? <CancelCard href={lookAtPath(here, { kind: "cancel" })} /> : null}
              </>
            )}
          </>
        ) : looksAt.kind === "cancel" ? (
          <ConfirmCancel facts={facts} options={options} now={ctx.now} isUnconfirmed={problem === "unconfirmed"} confirm={confirm} backHref={here} />
        ) : (
          <ConfirmChange change={looksAt} facts={facts} options={options} confirm={confirm} backHref={here} usersHref={`${path}/users`} />
        )}
      </div>
    </SubscriptionFrame>
  );
}
