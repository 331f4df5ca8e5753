import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";

/** Nobody has a license yet: how the first ones come. */
export function NoLicenses({ subscriptionsHref }: { subscriptionsHref: string }): ReactNode {
  return (
    <EmptyState
      icon={<Glyph name="id-card" />}
      title="Nobody has a license yet"
      action={
        <Button asChild variant="outline">
          <Link href={subscriptionsHref}>Show the subscriptions</Link>
        </Button>
      }
    >
      Once a subscription is active, its customer gives seats to people on its page here, and your system can give them through the API. On a plan that is licensed to the whole tenant, nobody needs one.
    </EmptyState>
  );
}
