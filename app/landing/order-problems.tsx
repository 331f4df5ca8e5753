import { getTranslations } from "next-intl/server";
import Link from "next/link";
import { resolveOrder, signInToOrder } from "@/app/landing/[offerKey]/order/actions";
import { PageHeader } from "@/components/page/page-header";
import { Problem, type ProblemKind } from "@/components/page/problem";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import type { LandingProblem } from "@/lib/activations/landing/schema";
import type { PublicOffer } from "@/lib/offers/queries";

/** No token, an old one, or something that is none: how to get a fresh link. */
export async function NothingBrought({ unreadable }: { unreadable: boolean }) {
  const t = await getTranslations("order.problems");
  return (
    <Problem
      kind="expired"
      title={t(unreadable ? "unreadableTitle" : "nothingTitle")}
      advice={t("nothingTodo")}
      actions={
        <Button asChild variant="outline">
          <Link href="/subscriptions">{t("mine")}</Link>
        </Button>
      }
    >
      {t(unreadable ? "unreadable" : "nothing")}
    </Problem>
  );
}

/** Nothing of the purchase is told before the visitor has signed in. */
export async function SignInFirst({ offer, signedOut }: { offer: PublicOffer; signedOut: boolean }) {
  const t = await getTranslations("order.signIn");
  return (
    <>
      <PageHeader title={t("title")} description={t("body", { offer: offer.name })} />
      <Card>
        <CardBody className="flex flex-col gap-4">
          {signedOut ? <Alert tone="warning" title={t("signedOut")} /> : null}
          <form action={signInToOrder.bind(null, offer.key, "anybody")}>
            <SubmitButton variant="brand" size="lg" className="w-full sm:w-auto">
              {t("button")}
            </SubmitButton>
          </form>
          <p className="text-xs text-muted-foreground">{t("note", { publisher: offer.publisher.name })}</p>
        </CardBody>
      </Card>
    </>
  );
}

const KIND_OF: Record<LandingProblem, ProblemKind> = {
  "token-refused": "expired",
  unavailable: "unavailable",
  "not-set-up": "warning",
  "offer-unknown": "warning",
  refused: "error",
};

/** The purchase is here, but Microsoft has not told what it stands for. */
export async function Unresolved({ offer, problem, requestId }: { offer: PublicOffer; problem: LandingProblem | null; requestId: string | null }) {
  const t = await getTranslations("order.problems");
  const values = { publisher: offer.publisher.name, contact: offer.supportEmail ?? t("support") };
  const retry = (
    <form action={resolveOrder.bind(null, offer.key)}>
      <SubmitButton variant="brand">{t(problem === null ? "continueButton" : "retry")}</SubmitButton>
    </form>
  );
  if (problem === null) {
    return (
      <Problem kind="empty" title={t("continueTitle")} actions={retry}>
        {t("continue")}
      </Problem>
    );
  }
  return (
    <Problem
      kind={KIND_OF[problem]}
      title={t(`${problem}Title`, values)}
      advice={problem === "token-refused" ? t("nothingTodo") : t(`${problem}Todo`, values)}
      actions={problem === "token-refused" ? undefined : retry}
      requestId={requestId ?? undefined}
      requestIdLabel={t("requestId")}
    >
      {t(problem, values)}
    </Problem>
  );
}
