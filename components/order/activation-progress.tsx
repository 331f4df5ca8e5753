import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FollowStatus } from "@/components/order/follow-status";
import { PublisherMessage } from "@/components/order/publisher-message";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody } from "@/components/ui/card";
import { Steps, type Step } from "@/components/ui/steps";
import type { ActivationLook } from "@/lib/activations/follow";
import type { Progress } from "@/lib/activations/policy";
import type { SubscriptionFacts } from "@/lib/subscriptions/facts";

interface ActivationProgressProps {
  facts: SubscriptionFacts;
  progress: Progress;
  contact: string;
  follow: () => Promise<ActivationLook | null>;
  /** For a browser without script. */
  checkNow: () => Promise<void>;
}

/** Confirmed, not yet active: the publisher's system or Microsoft is at it, and the page goes on by itself. */
export function ActivationProgress({ facts, progress, contact, follow, checkNow }: ActivationProgressProps): ReactNode {
  const t = useTranslations("order.progress");
  const publisher = facts.publisherName ?? "";
  const isHandedOver = facts.activation?.handedOverAt != null;
  const isBeingSetUp = progress === "setting-up" || progress === "late";
  const live = isBeingSetUp ? t("liveSetUp", { publisher }) : progress === "set-up-failed" ? t("liveFailed", { publisher }) : t("live");
  const status = <FollowStatus key={progress} follow={follow} progress={progress} live={live} slow={isBeingSetUp ? t("slowSetUp") : t("slow")} />;
  const setUp: Step = isBeingSetUp
    ? { title: t("stepSetUp", { publisher }), state: "busy", description: <>{status}{progress === "late" ? <span className="mt-1 block font-medium">{t("late", { publisher })}</span> : null}</> }
    : { title: t("stepSetUp", { publisher }), state: progress === "set-up-failed" ? "failed" : "done", ...(progress === "set-up-failed" ? { description: status } : {}) };
  const steps: Step[] = [
    { title: t("stepBought"), state: "done" },
    { title: t("stepConfirmed"), state: "done" },
    ...(isHandedOver ? [setUp] : []),
    { title: t("stepActive"), ...(isBeingSetUp || progress === "set-up-failed" ? { state: "upcoming" } : { state: "busy", description: status }) },
  ];
  const message = <PublisherMessage activation={facts.activation} publisher={publisher} />;
  return (
    <div className="flex flex-col gap-4">
      {progress === "set-up-failed" ? (
        <Alert tone="warning" title={t("failedTitle", { publisher })}>
          {message}
          <p>{t("failedBody", { publisher })}</p>
          <p>{t("failedTodo", { contact })}</p>
        </Alert>
      ) : null}
      {progress === "refusing" ? (
        <Alert tone="warning" title={t("refusingTitle", { publisher })}>
          {message}
          <p>{t("refusingBody")}</p>
          <p>{t("failedTodo", { contact })}</p>
        </Alert>
      ) : null}
      <Card>
        <CardBody>
          {progress === "refusing" ? status : <Steps steps={steps} />}
          <noscript>
            <form action={checkNow}>
              <button type="submit" className="mt-4 underline">
                {t("check")}
              </button>
            </form>
          </noscript>
        </CardBody>
      </Card>
    </div>
  );
}
