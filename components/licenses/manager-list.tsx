import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { RemoveManagerButton } from "@/components/licenses/remove-manager-button";
import { Badge } from "@/components/ui/badge";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import type { ManagerReason } from "@/lib/subscriptions/is-manager";
import type { ManagerShown } from "@/lib/subscriptions/organisation/queries";

interface ManagerListProps {
  managers: readonly ManagerShown[];
  /** The reader. */
  self: { readonly tenantId: string; readonly objectId: string };
  remove: (manager: ManagerShown) => () => Promise<void>;
}

/** Who manages a subscription, and why; all but the last can be removed. */
export function ManagerList({ managers, self, remove }: ManagerListProps): ReactNode {
  const t = useTranslations("licenses.managers");
  const users = useTranslations("licenses.users");
  const locale = useLocale();
  const isLast = managers.length < 2;
  return (
    <Card>
      <CardHeader title={t("title")} description={t("description")} />
      <CardBody>
        <ul className="divide-y text-sm">
          {managers.map((manager) => {
            const isSelf = manager.tenantId === self.tenantId && manager.objectId === self.objectId;
            const name = manager.name ?? t("outsider");
            return (
              <li key={`${manager.tenantId}/${manager.objectId}`} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5 first:pt-0 last:pb-0">
                <div className="min-w-0">
                  <p className="font-medium break-words">
                    <bdi>{name}</bdi> {isSelf ? <Badge>{t("you")}</Badge> : null}
                  </p>
                  <p className="text-xs break-words text-muted-foreground">
                    {manager.email !== null && manager.email !== manager.name ? <bdi dir="ltr">{manager.email} · </bdi> : null}
                    {t(`reasons.${asReason(manager.reason)}`, { by: manager.appointedBy === null ? t("outsider") : `\u2068${manager.appointedBy}\u2069` })}
                    {" · "}
                    {manager.since === null ? t("never") : <LocalTime iso={manager.since.toISOString()} locale={locale} precision="day" />}
                  </p>
                </div>
                {isLast ? (
                  <p className="text-xs text-muted-foreground">{t("lastNote")}</p>
                ) : (
                  <RemoveManagerButton
                    label={t(isSelf ? "stepDown" : "remove")}
                    name={isSelf ? t("stepDown") : t("removeFor", { who: name })}
                    title={isSelf ? t("askStepDown") : t("askRemove", { who: `\u2068${name}\u2069` })}
                    description={t(isSelf ? "stepDownBody" : "removeBody")}
                    cancel={users("cancel")}
                    remove={remove(manager)}
                  />
                )}
              </li>
            );
          })}
        </ul>
      </CardBody>
    </Card>
  );
}

function asReason(reason: string): ManagerReason {
  return REASONS.find((known) => known === reason) ?? "appointed";
}
const REASONS: readonly ManagerReason[] = ["beneficiary", "purchaser", "personal-account", "claimant", "appointed", "handed-over"];
