import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import type { WouldLose } from "@/lib/subscriptions/own-changes/change-basis";

/** Whose seats are in the way of fewer ones. */
export function WouldLoseList({ lose: { licenses, unnamed, tooMany, invitations }, seats, usersHref }: { lose: WouldLose; seats: number; usersHref: string }): ReactNode {
  const t = useTranslations("changes.belowAssigned");
  return (
    <Alert tone="error" role="alert" title={t("title", { tooMany, seats })}>
      <p>{t(licenses.length > 0 ? "body" : "nobody")}</p>
      {licenses.length > 0 ? (
        <ul className="mt-2 list-disc pl-5">
          {licenses.map(({ id, name, upn }) => (
            <li key={id} className="break-words">{name ? `${name} (${upn})` : upn}</li>
          ))}
        </ul>
      ) : null}
      {unnamed > 0 ? <p className="mt-1">{t("more", { more: unnamed })}</p> : null}
      {invitations > 0 ? <p className="mt-2">{t("invitations", { invitations })}</p> : null}
      <p className="mt-2">
        <Link href={usersHref} className="underline">{t("todo")}</Link>
      </p>
    </Alert>
  );
}
