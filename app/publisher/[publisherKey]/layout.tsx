import type { ReactNode } from "react";
import { pagesFor } from "@/app/publisher/[publisherKey]/navigation";
import { signOut } from "@/app/sign-in/actions";
import { AccountMenu } from "@/components/account/account-menu";
import { AppShell } from "@/components/page/app-shell";
import { CountBadge } from "@/components/page/count-badge";
import { PublisherSwitcher } from "@/components/page/publisher-switcher";
import { PaletteButton } from "@/components/palette/palette-button";
import { Glyph } from "@/components/ui/glyph";
import { ThemeToggle } from "@/components/ui/theme-toggle";
import { Toaster } from "@/components/ui/toaster";
import { countOpenAlerts } from "@/lib/alerts/queries";
import { membershipsOf, requireMember } from "@/lib/auth/gate";
import { countFailedCalls } from "@/lib/inbox/queries";
import { countOpenDrift } from "@/lib/subscriptions/drift-queries";
import { orNotFound } from "@/app/or-not-found";

interface PublisherLayoutProps {
  params: Promise<{ publisherKey: string }>;
  children: ReactNode;
}

export default async function PublisherLayout({ params, children }: PublisherLayoutProps) {
  const { publisherKey } = await params;
  const { actor, scope } = await orNotFound(requireMember(publisherKey, "subscriptions.read"));
  const [memberships, alerts, failedCalls, drift] = await Promise.all([membershipsOf(actor), countOpenAlerts(scope), countFailedCalls(scope), countOpenDrift(scope)]);
  const publishers = memberships.map((membership) => ({ href: `/publisher/${membership.publisherKey}`, name: membership.publisherName, current: membership.publisherKey === publisherKey }));
  const pages = pagesFor(publisherKey, scope.role);
  const badges: Readonly<Record<string, ReactNode>> = {
    [`/publisher/${publisherKey}`]: alerts > 0 ? <CountBadge count={alerts} meaning={alerts === 1 ? "open alert" : "open alerts"} /> : null,
    [`/publisher/${publisherKey}/inbox`]: failedCalls > 0 ? <CountBadge count={failedCalls} meaning={failedCalls === 1 ? "failed call" : "failed calls"} /> : null,
    [`/publisher/${publisherKey}/drift`]: drift > 0 ? <CountBadge count={drift} meaning={drift === 1 ? "open difference" : "open differences"} /> : null,
  };
  return (
    <>
      <AppShell
        product="Marketplace portal"
        context={<PublisherSwitcher publishers={publishers} />}
        nav={pages.map((group) => ({
          items: group.map(({ href, label, glyph, exact }) => ({
            href,
            label,
            exact,
            icon: <Glyph name={glyph} />,
            badge: badges[href] ?? null,
          })),
        }))}
        tools={
          <>
            <PaletteButton base={`/publisher/${publisherKey}`} pages={pages.flat()} publishers={publishers.filter(({ current }) => !current)} signOut={signOut} />
            <ThemeToggle />
          </>
        }
        account={<AccountMenu name={actor.name} email={actor.email} signOut={signOut} />}
      >
        {children}
      </AppShell>
      <Toaster />
    </>
  );
}
