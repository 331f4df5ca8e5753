import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/page/page-header";
import { Problem } from "@/components/page/problem";
import { Card, CardBody, CardFooter } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { formatTime } from "@/components/ui/format-time";
import { LocalTime } from "@/components/ui/local-time";
import { SubmitButton } from "@/components/ui/submit-button";
import type { OpenedInvitation } from "@/lib/licenses/invitations/accept";

interface SeatSheetProps {
  /** null: the link is none, or this browser has opened none. */
  invitation: OpenedInvitation | null;
  /** Whom the visitor is signed in as. */
  account: string;
  returnTo: string;
  actions: { accept: (form: FormData) => Promise<void>; signIn: (form: FormData) => Promise<void>; signInAtInvited: () => Promise<void> };
}

/** The link to a seat, to whoever opened it: what it gives, and the button; or why it does not. */
export function SeatSheet({ invitation, account, returnTo, actions }: SeatSheetProps): ReactNode {
  const t = useTranslations("licenses.seat");
  const locale = useLocale();
  const another = (
    <form action={actions.signIn}>
      <input type="hidden" name="returnTo" value={returnTo} />
      <SubmitButton variant="outline">{t("other")}</SubmitButton>
    </form>
  );
  if (invitation === null) return <Problem kind="not-found" title={t("unknown")}>{t("unknownBody")}</Problem>;
  const { standing, isPersonal, offerName, publisherName, subscriptionName, invitedBy, expiresAt } = invitation;
  if (standing === "wrong-tenant") {
    const guest = (
      <form action={actions.signInAtInvited}>
        <SubmitButton>{t("atInvited")}</SubmitButton>
      </form>
    );
    if (isPersonal) return <Problem kind="forbidden" title={t("personal")} actions={another}>{t("personalBody", { account })}</Problem>;
    return <Problem kind="forbidden" title={t("wrong-tenant")} actions={<>{guest}{another}</>}>{t("wrong-tenantBody", { account })}</Problem>;
  }
  if (standing !== "open") {
    return <Problem kind={standing === "suspended" ? "warning" : "expired"} title={t(standing)}>{t(`${standing}Body`, { day: formatTime(expiresAt.toISOString(), "day", locale, "UTC") })}</Problem>;
  }
  return (
    <>
      <PageHeader title={t("title")} description={`${t("from", { by: `\u2068${invitedBy}\u2069`, offer: offerName })} ${t("nothing")}`} />
      <Card>
        <CardBody>
          <DescriptionList>
            <Description term={t("account")}>{account}</Description>
            <Description term={t("offer")}>{offerName}</Description>
            <Description term={t("publisher")}>{publisherName}</Description>
            <Description term={t("subscription")}>{subscriptionName}</Description>
            <Description term={t("until")}><LocalTime iso={expiresAt.toISOString()} locale={locale} /></Description>
          </DescriptionList>
        </CardBody>
        <CardFooter>
          <form action={actions.accept}>
            {/* What is accepted is what is shown here, also where another tab has opened another link. */}
            <input type="hidden" name="invitation" value={invitation.id} />
            <SubmitButton pendingText={t("accepting")}>{t("accept")}</SubmitButton>
          </form>
          {another}
        </CardFooter>
      </Card>
    </>
  );
}
