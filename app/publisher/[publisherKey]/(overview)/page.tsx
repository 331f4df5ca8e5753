import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { closeOne } from "@/app/publisher/[publisherKey]/(overview)/actions";
import { AlertList } from "@/components/alerts/alert-list";
import { WeeklyChanges } from "@/components/charts/weekly-changes";
import { FailedJobs } from "@/components/overview/failed-jobs";
import { LastCallsCard } from "@/components/overview/last-calls";
import { NextSteps } from "@/components/overview/next-steps";
import { StateCounts } from "@/components/overview/state-counts";
import { StuckPurchases } from "@/components/overview/stuck-purchases";
import { PageHeader } from "@/components/page/page-header";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatTime } from "@/components/ui/format-time";
import { countOpenAlerts, listOpenAlerts } from "@/lib/alerts/queries";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { readLastCallAt } from "@/lib/inbox/queries";
import { listJobs } from "@/lib/jobs/queries";
import { listOffers } from "@/lib/offers/queries";
import { countByState, countByWeek, listStuckPurchases, readLastCalls } from "@/lib/subscriptions/overview";

export const metadata: Metadata = { title: "Overview" };

const FAILED_SHOWN = 5;

export default async function OverviewPage({ params }: { params: Promise<{ publisherKey: string }> }) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const ctx = await orNotFound(requireMember(publisherKey, "subscriptions.read"));
  const { scope, now } = ctx;
  const [alerts, alertCount, counts, weeks, stuck, failed, calls, webhookAt, offers] = await Promise.all([
    listOpenAlerts(scope),
    countOpenAlerts(scope),
    countByState(scope),
    countByWeek(ctx),
    listStuckPurchases(scope),
    listJobs(scope, { states: ["dead", "failed"], limit: FAILED_SHOWN }),
    readLastCalls(scope),
    readLastCallAt(scope),
    listOffers(scope),
  ]);
  const sold = Object.values(counts).some((count) => count > 0);
  return (
    <>
      <PageHeader title="Overview" description="What needs you, and how your subscriptions do." />
      <div className="flex flex-col gap-5">
        {alerts.length > 0 ? (
          <AlertList alerts={alerts} count={alertCount} base={base} {...(may(scope.role, "alerts.close") ? { close: closeOne.bind(null, publisherKey) } : {})} />
        ) : null}
        {sold ? <StateCounts counts={counts} path={`${base}/subscriptions`} /> : null}
        <div className="grid items-start gap-5 *:min-w-0 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
          {sold ? (
            <Card>
              <CardHeader title="New and lost by week" description="By the day on which the portal first saw them begin and end; weeks begin on Monday, UTC." />
              <CardBody>
                <WeeklyChanges
                  caption="New and lost subscriptions by week"
                  weeks={weeks.map(({ startsAt, began, ended }) => ({ label: formatTime(startsAt.toISOString(), "day", "en-GB", "UTC"), began, ended }))}
                />
              </CardBody>
            </Card>
          ) : (
            <NextSteps base={base} hasOffers={offers.length > 0} hasArrivals={calls.arrivalAt !== null} />
          )}
          <LastCallsCard calls={calls} webhookAt={webhookAt} now={now} />
        </div>
        {sold || failed.items.length > 0 ? (
          <div className="grid items-start gap-5 *:min-w-0 xl:grid-cols-2">
            {sold ? <StuckPurchases purchases={stuck} count={counts.pending + counts.activating} path={`${base}/subscriptions`} now={now} /> : null}
            <FailedJobs jobs={failed.items} path={`${base}/jobs`} />
          </div>
        ) : null}
      </div>
    </>
  );
}
