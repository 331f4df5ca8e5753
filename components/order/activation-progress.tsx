import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FollowStatus } from "@/components/order/follow-status";
import { Card, CardBody } from "@/components/ui/card";
import { Steps } from "@/components/ui/steps";

interface ActivationProgressProps {
  follow: () => Promise<{ status: string } | null>;
  /** For a browser without script. */
  checkNow: () => Promise<void>;
}

/** Taken by Microsoft, not yet active: goes on by itself. */
export function ActivationProgress({ follow, checkNow }: ActivationProgressProps): ReactNode {
  const t = useTranslations("order.progress");
  return (
    <Card>
      <CardBody>
        <Steps
          steps={[
            { title: t("stepBought"), state: "done" },
            { title: t("stepConfirmed"), state: "done" },
            { title: t("stepActive"), state: "busy", description: <FollowStatus follow={follow} live={t("live")} slow={t("slow")} /> },
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
