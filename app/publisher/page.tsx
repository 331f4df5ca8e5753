import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { signIn, signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { CustomerShell } from "@/components/page/customer-shell";
import { PageHeader } from "@/components/page/page-header";
import { Problem } from "@/components/page/problem";
import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { membershipsOf, requireUser } from "@/lib/auth/gate";

export const metadata: Metadata = { title: "Publishers" };

/** Whoever is on one publisher's staff goes straight there. */
export default async function PublishersPage() {
  const user = await requireUser();
  const memberships = await membershipsOf(user);
  const [only, another] = memberships;
  if (only && !another) redirect(`/publisher/${only.publisherKey}`);
  return (
    <CustomerShell publisher={{ name: "Marketplace portal" }} skipLabel="Skip to content" account={<AccountMenu name={user.name} email={user.email} signOut={signOut} />}>
      {only ? (
        <>
          <PageHeader title="Publishers" description="You are on the staff of these publishers." />
          <Card>
            <ul className="divide-y">
              {memberships.map(({ publisherKey, publisherName }) => (
                <li key={publisherKey}>
                  <Link href={`/publisher/${publisherKey}`} className="flex min-h-11 items-center px-4 font-medium hover:bg-accent">
                    {publisherName}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        </>
      ) : (
        <Problem
          kind="forbidden"
          title="You are not on any publisher's staff"
          why={`You are signed in as ${user.email ?? user.name}. These pages are for the people who sell through the marketplace.`}
          advice="If you should be here, ask an owner of the publisher to add you, or sign in with another account. What you bought yourself is under My subscriptions."
          actions={
            <>
              <form action={signIn}>
                <input type="hidden" name="returnTo" value="/publisher" />
                <SubmitButton variant="outline">Use another account</SubmitButton>
              </form>
              <Link href="/subscriptions" className="inline-flex min-h-9 items-center underline">
                My subscriptions
              </Link>
            </>
          }
        >
          There is nothing for you to see here.
        </Problem>
      )}
    </CustomerShell>
  );
}
