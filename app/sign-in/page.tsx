import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { headers } from "next/headers";
import { signIn } from "@/app/sign-in/actions";
import { CustomerShell } from "@/components/page/customer-shell";
import { PageHeader } from "@/components/page/page-header";
import { Alert } from "@/components/ui/alert";
import { Card, CardBody } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { SIGN_IN_PROBLEMS } from "@/lib/auth/finish-sign-in";
import { safeReturnPath } from "@/lib/auth/return-path";
import { requestIdOf } from "@/lib/http/request-id";

interface SignInPageProps {
  searchParams: Promise<{ callbackUrl?: string | string[]; error?: string | string[]; signedOut?: string; directory?: string | string[] }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, signedOut, directory } = await searchParams;
  const t = await getTranslations();
  const consent = (["allowed", "not-allowed"] as const).find((each) => each === directory);
  const problem = SIGN_IN_PROBLEMS.find((each) => each === error) ?? (error ? "interrupted" : null);
  return (
    <CustomerShell publisher={{ name: t("shell.portal") }} skipLabel={t("shell.skip")}>
      <PageHeader title={t("signIn.title")} description={t("signIn.body")} />
      <Card>
        <CardBody className="flex flex-col gap-4">
          {signedOut ? <Alert tone="info" title={t("signIn.signedOut")} /> : null}
          {consent ? <Alert tone={consent === "allowed" ? "success" : "info"} title={t(`directory.${consent}`)}>{t(`directory.${consent}Body`)}</Alert> : null}
          {problem ? (
            <Alert tone="warning" role="alert" title={t(`signIn.problems.${problem}`)}>
              {t("signIn.requestId")} <code className="font-mono text-xs break-all">{requestIdOf(await headers())}</code>
            </Alert>
          ) : null}
          <form action={signIn}>
            <input type="hidden" name="returnTo" value={safeReturnPath(typeof callbackUrl === "string" ? callbackUrl : null)} />
            <SubmitButton size="lg">{t("signIn.button")}</SubmitButton>
          </form>
        </CardBody>
      </Card>
    </CustomerShell>
  );
}
