import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { AppointForm } from "@/components/licenses/appoint-form";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import type { LicenseLine } from "@/lib/licenses/queries";

interface AppointCardProps {
  /** Users who are no managers. */
  candidates: readonly LicenseLine[];
  /** Of the subscription's page, for a colleague to ask there. */
  address: string;
  appoint: (form: FormData) => Promise<void>;
  handOver: (form: FormData) => Promise<void>;
  /** Chooses somebody who is no user. */
  children: ReactNode;
}

/** Further managers, or one in the reader's place. */
export function AppointCard({ candidates, address, appoint, handOver, children }: AppointCardProps): ReactNode {
  const t = useTranslations("licenses.managers");
  const users = useTranslations("licenses.users");
  return (
    <Card>
      <CardHeader title={t("add")} description={t("addBody")} />
      <CardBody className="flex flex-col gap-4 text-sm">
        {candidates.length === 0 ? (
          <p className="break-words text-muted-foreground">{t("noCandidates", { address })}</p>
        ) : (
          <>
            <AppointForm
              candidates={candidates.map(({ userId, upn, name }) => ({ value: JSON.stringify({ objectId: userId, upn, name }), label: name === null || name === upn ? upn : `${name} (${upn})` }))}
              labels={{ choose: t("choose"), appoint: t("appoint"), pending: t("pending"), handOver: t("handOver"), askHandOver: t("handOverTo"), handOverBody: t("stepDownBody"), cancel: users("cancel") }}
              appoint={appoint}
              handOver={handOver}
            />
            <p className="text-muted-foreground">{t("invitedNote")}</p>
          </>
        )}
        <div className="border-t pt-4">
          <h3 className="mb-3 font-medium">{t("fromDirectory")}</h3>
          {children}
        </div>
      </CardBody>
    </Card>
  );
}
