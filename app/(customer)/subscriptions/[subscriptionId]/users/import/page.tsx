import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { managedPage, type SubscriptionParams } from "@/app/(customer)/subscriptions/[subscriptionId]/managed-page";
import { SubscriptionFrame } from "@/app/(customer)/subscriptions/[subscriptionId]/subscription-frame";
import { uploadPeople } from "@/app/(customer)/subscriptions/[subscriptionId]/users/import/actions";
import { orNotFound } from "@/app/or-not-found";
import { LatestImports } from "@/components/imports/latest-imports";
import { UploadForm } from "@/components/imports/upload-form";
import { Alert } from "@/components/ui/alert";
import { getImportStart } from "@/lib/licenses/imports/queries";
import { MOST_FILES_A_DAY } from "@/lib/licenses/imports/reserve-import";
import { FILE_PROBLEMS } from "@/lib/licenses/imports/schema";

interface ImportPageProps {
  params: SubscriptionParams;
  searchParams: Promise<{ problem?: string | string[]; line?: string | string[] }>;
}

const PROBLEMS = ["no-file", "no-seats", "busy", "too-many-files", ...FILE_PROBLEMS] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

/** Many people at once: a file is brought here. */
export default async function ImportPage({ params, searchParams }: ImportPageProps) {
  const { ctx, subscription, path } = await managedPage(params);
  const { subscriptionId } = subscription.facts;
  const asked = await searchParams;
  const problem = PROBLEMS.find((each) => each === String(asked.problem ?? ""));
  const line = Number(/^\d{1,7}$/.exec(String(asked.line ?? ""))?.[0] ?? 1);
  const [{ refusal, latest }, t, refusals] = await Promise.all([orNotFound(getImportStart(ctx, subscriptionId)), getTranslations("imports"), getTranslations("licenses.refusals")]);
  return (
    <SubscriptionFrame subscription={subscription} current="users">
      <div className="flex flex-col gap-4">
        {problem === undefined || (problem === "no-seats" && refusal !== null) ? null : <Alert tone="error" role="alert" title={t(`fileProblems.${problem}`, { line, most: MOST_FILES_A_DAY })} />}
        {refusal === null ? (
          <UploadForm personal={ctx.scope.personal} upload={uploadPeople.bind(null, subscriptionId)} />
        ) : (
          <Alert tone="info" title={refusals(refusal)} />
        )}
        <LatestImports path={`${path}/users/import`} imports={latest} />
      </div>
    </SubscriptionFrame>
  );
}
