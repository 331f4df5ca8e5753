import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import type { RawSubscription as Raw } from "@/lib/subscriptions/queries";

interface RawSubscriptionProps {
  /** null: nobody has asked for it, and it was not read. */
  raw: Raw | null;
  showHref: string;
  hideHref: string;
}

/** What Microsoft sent, for those who may see it and when they ask for it. */
export function RawSubscription({ raw, showHref, hideHref }: RawSubscriptionProps): ReactNode {
  return (
    <Card id="raw">
      <CardHeader
        title="As Microsoft sent it"
        description="The last answers of its API, with all personal data that they hold."
        actions={
          <Button asChild variant="outline" size="sm">
            <Link href={raw === null ? showHref : hideHref} prefetch={false} scroll={false}>
              {raw === null ? "Show the JSON" : "Hide the JSON"}
            </Link>
          </Button>
        }
      />
      <CardBody className={raw === null ? "pt-0" : "flex flex-col gap-4"}>
        {raw === null ? null : (
          <>
            <Json title="Subscription" text={raw.subscription} />
            <Json title="Plan, as this customer is offered it" text={raw.plan} />
          </>
        )}
      </CardBody>
    </Card>
  );
}

function Json({ title, text }: { title: string; text: string | null }): ReactNode {
  const shown = text === null ? null : prettyPrinted(text);
  return (
    <section aria-label={title}>
      <h3 className="mb-1 flex items-center gap-1 text-xs font-medium text-muted-foreground">
        {title} {shown === null ? null : <CopyButton value={shown} name={title} />}
      </h3>
      {shown === null ? (
        <p className="text-sm text-muted-foreground">Nothing is stored. Ask Microsoft now, and look again.</p>
      ) : (
        // Keyboards scroll only what can take the focus.
        <pre tabIndex={0} role="region" aria-label={`${title}, JSON`} className="max-h-[32rem] overflow-auto rounded-md border bg-muted p-3 font-mono text-xs">
          {shown}
        </pre>
      )}
    </section>
  );
}

function prettyPrinted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
