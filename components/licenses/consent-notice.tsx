import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { CopyButton } from "@/components/ui/copy-button";
import type { ConsentOutcome } from "@/lib/auth/directory-consent";

interface ConsentNoticeProps {
  outcome: Exclude<ConsentOutcome, "connected">;
  /** Where an administrator of the organisation agrees for everybody in it. */
  adminAddress: string;
}

/** Why people cannot be looked up after Microsoft has asked: what happened, who can change it, and what works meanwhile. */
export function ConsentNotice({ outcome, adminAddress }: ConsentNoticeProps): ReactNode {
  const t = useTranslations("directory");
  const isRefused = outcome === "declined" || outcome === "admin-needed";
  return (
    <Alert tone={isRefused ? "info" : "warning"} role="status" title={t(`notices.${outcome}.title`)}>
      <p>{t(`notices.${outcome}.body`)}</p>
      {isRefused ? (
        <>
          <p className="mt-1">{t("adminCan")}</p>
          <p className="mt-1 flex items-start gap-1">
            <a href={adminAddress} className="min-w-0 break-all underline underline-offset-4">
              {t("adminLink")}
            </a>
            <CopyButton value={adminAddress} name={t("adminLinkName")} labels={{ copy: t("copy"), copied: t("copied"), failed: t("copyFailed") }} />
          </p>
        </>
      ) : null}
      <p className="mt-1">{t("inviteMeanwhile")}</p>
    </Alert>
  );
}
