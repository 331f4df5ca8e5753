import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { redirect } from "next/navigation";
import { managedPage } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { confirmPeople, discardPeople, followImport, renewImportLinks, takeBackLinks } from "@/app/(customer)/subscriptions/[subscriptionId]/users/import/actions";
import { importsPath, readImportId } from "@/app/(customer)/subscriptions/[subscriptionId]/users/import/addresses";
import { orNotFound } from "@/app/or-not-found";
import { ImportDone } from "@/components/imports/import-done";
import { ImportPreview } from "@/components/imports/import-preview";
import { ImportRunning } from "@/components/imports/import-running";
import { LineCard } from "@/components/imports/line-card";
import { getImport, listImportLines } from "@/lib/licenses/imports/queries";
import { IMPORT_VIEWS } from "@/lib/licenses/imports/schema";

interface OneImportProps {
  params: Promise<{ subscriptionId: string; importId: string }>;
  /** Which lines, and from where on; how many links were taken back just now. */
  searchParams: Promise<Partial<Record<"show" | "after" | "before" | "taken", string | string[]>>>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

/** One file: what would become of it, how far it is, or what came of it. */
export default async function OneImportPage({ params, searchParams }: OneImportProps) {
  const { ctx, subscription } = await managedPage(params);
  const { subscriptionId } = subscription.facts;
  const importId = readImportId((await params).importId);
  const path = `${importsPath(subscriptionId)}/${importId}`;
  const details = await orNotFound(getImport(ctx, subscriptionId, importId));
  if (details.state === "discarded") redirect(importsPath(subscriptionId));

  const asked = await searchParams;
  const view = IMPORT_VIEWS.find((each) => each === asked.show) ?? IMPORT_VIEWS.find((each) => details.counts[each] > 0) ?? "failed";
  const lines = await orNotFound(listImportLines(ctx, subscriptionId, importId, { view, ...placeOf("after", asked.after), ...placeOf("before", asked.before) }));
  return (
    <SubscriptionFrame subscription={subscription} current="users">
      <div className="flex flex-col gap-4">
        {details.state === "preview" ? (
          <ImportPreview details={details} planPath={`/subscriptions/${subscriptionId}/plan`} confirm={confirmPeople.bind(null, subscriptionId, importId)} discard={discardPeople.bind(null, subscriptionId, importId)} />
        ) : null}
        {details.state === "running" ? <ImportRunning details={details} path={path} follow={followImport.bind(null, subscriptionId, importId)} /> : null}
        {details.state === "done" ? (
          <ImportDone
            details={details}
            path={path}
            startPath={importsPath(subscriptionId)}
            taken={takenOf(asked.taken)}
            makeLinks={renewImportLinks.bind(null, subscriptionId, importId)}
            takeBack={takeBackLinks.bind(null, subscriptionId, importId)}
          />
        ) : null}
        {details.state === "running" ? null : <LineCard path={path} view={view} counts={details.counts} page={lines} />}
      </div>
    </SubscriptionFrame>
  );
}

function placeOf(name: "after" | "before", value: string | string[] | undefined) {
  return typeof value === "string" && /^[1-9]\d{0,7}$/.test(value) ? { [name]: Number(value) } : {};
}

function takenOf(value: string | string[] | undefined): number | null {
  return typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : null;
}
