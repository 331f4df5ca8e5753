import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter, CardHeader } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import { Textarea } from "@/components/ui/textarea";
import type { OwnStanding } from "@/lib/licenses/queries";
import type { RequestKind } from "@/lib/licenses/schema";
import type { LicenseModel } from "@/lib/offers/schema";
import type { ManagerShown } from "@/lib/subscriptions/organisation/queries";

interface OwnStandingProps {
  standing: OwnStanding;
  model: LicenseModel;
  account: string;
  offer: string;
  productUrl: string | null;
  managers: readonly ManagerShown[];
  manages: boolean;
  isActive: boolean;
  isSuspended: boolean;
  takeSeat: () => Promise<void>;
  ask: (kind: RequestKind) => (form: FormData) => Promise<void>;
  withdraw: (requestId: number) => () => Promise<void>;
}

/** What the reader has of a subscription, what they can ask for, and whom. */
export function OwnStandingCard({ standing, model, account, offer, productUrl, managers, manages, isActive, isSuspended, takeSeat, ask, withdraw }: OwnStandingProps): ReactNode {
  const t = useTranslations("licenses.own");
  const { license, asked } = standing;
  const hasAsked = (kind: RequestKind): boolean => asked.some((request) => request.kind === kind);
  const [title, body] =
    license === null ? [t("none"), model === "first-come" && isActive ? t("firstCome", { account }) : t(manages ? "noneBodyManager" : "noneBody")] : [t(license), isSuspended ? t("suspendedBody") : t(license === "site" ? "siteBody" : "assignedBody", { account })];
  const kinds = (["seat", "manager"] as const).filter((kind) => !hasAsked(kind) && !manages && (kind === "manager" || (license === null && model !== "site" && isActive)));
  return (
    <Card>
      <CardHeader title={title} description={body} />
      <CardBody className="flex flex-col gap-4 text-sm">
        {asked.map(({ id, kind }) => (
          <form key={id} action={withdraw(id)} className="flex flex-wrap items-center justify-between gap-2">
            <p>{t(kind === "manager" ? "openManager" : "openSeat")}</p>
            <SubmitButton variant="outline" size="sm">{t("withdraw")}</SubmitButton>
          </form>
        ))}
        {manages ? null : (
          <div>
            <h3 className="font-medium">{t("managers")}</h3>
            {managers.length === 0 ? (
              <p className="text-muted-foreground">{t("managersNone")}</p>
            ) : (
              <ul>
                {managers.filter(({ name }) => name !== null).map(({ tenantId, objectId, name, email }) => (
                  <li key={`${tenantId}/${objectId}`} className="break-words">
                    <bdi>{name}</bdi>
                    {email !== null && email !== name ? <bdi dir="ltr" className="text-muted-foreground"> · {email}</bdi> : null}
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        {manages && license === null && model !== "site" && isActive ? (
          <form action={takeSeat}>
            <SubmitButton variant="outline">{t("takeSeat")}</SubmitButton>
          </form>
        ) : null}
        {kinds.length === 0 ? null : (
          <form className="flex flex-col items-start gap-3">
            <Field label={t("note")} className="w-full max-w-md">
              {(control) => <Textarea name="note" rows={2} maxLength={500} {...control} />}
            </Field>
            <div className="flex flex-wrap gap-2">
              {kinds.map((kind) => (
                <SubmitButton key={kind} formAction={ask(kind)} variant={kind === "seat" ? "default" : "outline"}>
                  {t(kind === "seat" ? "askSeat" : "askManager")}
                </SubmitButton>
              ))}
            </div>
          </form>
        )}
      </CardBody>
      {license !== null && productUrl !== null && isActive ? (
        <CardFooter>
          <Button asChild>
            <a href={productUrl}>{t("open", { offer })}</a>
          </Button>
        </CardFooter>
      ) : null}
    </Card>
  );
}
