import type { ReactNode } from "react";
import { signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { AppShell } from "@/components/page/app-shell";
import { Glyph } from "@/components/ui/glyph";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { membershipsOf, requireMember } from "@/lib/auth/gate";
import { orNotFound } from "@/app/or-not-found";

interface PublisherLayoutProps {
  params: Promise<{ publisherKey: string }>;
  children: ReactNode;
}

export default async function PublisherLayout({ params, children }: PublisherLayoutProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const { actor } = await orNotFound(requireMember(publisherKey, "subscriptions.read"));
  const publisher = (await membershipsOf(actor)).find((membership) => membership.publisherKey === publisherKey);
  return (
    <AppShell
      product="Marketplace portal"
      context={<p className="truncate px-2 text-sm font-medium">{publisher?.publisherName}</p>}
      nav={[{ items: [{ href: `${base}/subscriptions`, label: "Subscriptions", icon: <Glyph name="check" /> }] }]}
      tools={<ThemeToggle />}
      account={<AccountMenu name={actor.name} email={actor.email} signOut={signOut} />}
    >
      {children}
    </AppShell>
  );
}
