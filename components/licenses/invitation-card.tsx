import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { TablePaging } from "@/components/data-table/table-paging";
import { InviteUserForm, type InviteUserState } from "@/components/licenses/invite-form";
import { OpenInvitation } from "@/components/licenses/open-invitation";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { formatTime } from "@/components/ui/format-time";
import type { InvitationLine } from "@/lib/licenses/queries";

interface InvitationCardProps {
  /** One page of those that are open, and where the others are. */
  invitations: readonly InvitationLine[];
  previousHref?: string;
  nextHref?: string;
  personal: boolean;
  /** How long a link works. */
  days: number;
  /** Null where nobody can be given a seat just now. */
  invite: ((before: InviteUserState, form: FormData) => Promise<InviteUserState>) | null;
  renew: (invitationId: number) => (before: InviteUserState) => Promise<InviteUserState>;
  revoke: (invitationId: number) => () => Promise<void>;
}

/** Seats for people who are not looked up: a link for each, and those that are open. */
export function InvitationCard({ invitations, previousHref, nextHref, personal, days, invite, renew, revoke }: InvitationCardProps): ReactNode {
  const t = useTranslations("licenses.invite");
  const users = useTranslations("licenses.users");
  const locale = useLocale();
  const labels = { label: t("label"), hint: t(personal ? "hintPersonal" : "hint"), submit: t("submit"), pending: t("pending"), madeBody: `${t("madeBody")}${personal ? ` ${t("descriptionPersonal")}` : ""}`, linkName: t("linkName") };
  return (
    <Card id="invitations">
      <CardHeader title={t("title")} description={t("description", { days })} />
      <CardBody className="flex flex-col gap-5">
        {invite === null ? null : <InviteUserForm labels={labels} invite={invite} />}
        <div>
          <h3 className="mb-2 text-sm font-medium">{t("open")}</h3>
          {invitations.length === 0 ? (
            <p className="text-sm text-muted-foreground">{t("openEmpty")}</p>
          ) : (
            <ul className="divide-y text-sm">
              {invitations.map(({ id, label, invitedBy, expiresAt }) => (
                <OpenInvitation
                  key={id}
                  user={label}
                  about={`${t("expires", { day: formatTime(expiresAt.toISOString(), "day", locale, "UTC") })} · ${t("by", { who: invitedBy })}`}
                  labels={{
                    renew: t("renew"),
                    renewPending: t("renewPending"),
                    renewFor: t("renewFor", { user: label }),
                    madeBody: `${labels.madeBody} ${t("renewNote")}`,
                    linkName: labels.linkName,
                    revoke: t("revoke"),
                    revokeFor: t("revokeFor", { user: label }),
                    revokeAsk: t("revokeAsk", { user: `\u2068${label}\u2069` }),
                    revokeBody: t("revokeBody"),
                    cancel: users("cancel"),
                  }}
                  renew={renew(id)}
                  revoke={revoke(id)}
                />
              ))}
            </ul>
          )}
        </div>
      </CardBody>
      <TablePaging previousHref={previousHref} nextHref={nextHref} labels={{ paging: t("paging"), previous: users("previous"), next: users("next") }} />
    </Card>
  );
}
