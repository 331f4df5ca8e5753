import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useChangeWords } from "@/components/changes/change-words";
import { FollowChange } from "@/components/changes/follow-change";
import { TakesLong } from "@/components/changes/takes-long";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import { Steps } from "@/components/ui/steps";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";
import type { RequestShown } from "@/lib/subscriptions/own-changes/queries";

interface ChangeProgressProps {
  request: RequestShown;
  facts: Pick<SubscriptionFacts, "publisherName" | "supportEmail">;
  now: Date;
  follow: () => Promise<{ state: string } | null>;
  /** For a browser without script. */
  checkNow: () => Promise<void>;
}

/** A change that is under way: goes on by itself, whoever looks. */
export function ChangeProgress({ request, facts, now, follow, checkNow }: ChangeProgressProps): ReactNode {
  const t = useTranslations("changes.progress");
  const words = useChangeWords("asked");
  const isTaken = request.state === "accepted";
  const live = <FollowChange follow={follow} state={request.state} live={t("live")} slow={t("slow")} />;
  return (
    <Card>
      <CardHeader title={words(request)} description={t("body")} />
      <CardBody>
        <TakesLong request={request} facts={facts} now={now} />
        <Steps
          steps={[
            { title: request.requestedName === null ? t("confirmed") : t("confirmedBy", { who: request.requestedName }), state: "done", description: <LocalTime iso={request.requestedAt.toISOString()} /> },
            isTaken ? { title: t("taken"), state: "done" } : { title: t("taking"), state: "busy", description: live },
            isTaken ? { title: t("making"), state: "busy", description: live } : { title: t("making"), state: "upcoming" },
          ]}
        />
        <noscript>
          <form action={checkNow}>
            <button type="submit" className="mt-4 underline">
              {t("check")}
            </button>
          </form>
        </noscript>
      </CardBody>
    </Card>
  );
}
