"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { SubmitButton } from "@/components/ui/submit-button";
import type { SentBody } from "@/lib/actions/deliveries/queries";

interface SentCardProps {
  /** null where it holds personal data, and has to be asked for. */
  sent: SentBody | null;
  /** Left out where there is nothing to ask for, or for members who may not see personal data. */
  reveal?: () => Promise<SentBody>;
}

/** What is sent: the body to the byte, and a shell command for it. */
export function SentCard({ sent, reveal }: SentCardProps): ReactNode {
  const [revealed, setRevealed] = useState<SentBody | null>(null);
  const [isFailed, setFailed] = useState(false);
  const shown = sent ?? revealed;

  const ask = async (get: () => Promise<SentBody>): Promise<void> => {
    try {
      setRevealed(await get());
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };

  return (
    <Card>
      <CardHeader
        title="What is sent"
        description={
          sent !== null
            ? "The same body at each attempt; only time and signature differ."
            : revealed !== null
              ? "With all personal data. That you saw it stands in the audit."
              : reveal
                ? "It holds names and mail addresses of people, so it is shown only when you ask."
                : "It holds names and mail addresses of people: operators can have it shown."
        }
        actions={
          revealed !== null ? (
            <Button variant="outline" size="sm" onClick={() => setRevealed(null)}>Hide personal data</Button>
          ) : reveal ? (
            <form action={async () => ask(reveal)}>
              <SubmitButton variant="outline" size="sm" pendingText="Showing…">Show personal data</SubmitButton>
            </form>
          ) : null
        }
      />
      {shown === null && !isFailed ? <div className="pb-4" /> : null}
      {shown === null && !isFailed ? null : (
        <CardBody className="flex flex-col gap-4">
          {isFailed ? (
            <Alert tone="warning" role="alert" title="It could not be shown">
              Load the page anew and try again. If it stays so, look into the log of the portal.
            </Alert>
          ) : null}
          {shown === null ? null : (
            <>
              <Text title="Body" text={shown.body} />
              <Text title="As cURL" text={shown.curl}>
                Sends it once more from your own shell (bash or zsh), signed at that moment. Set SECRET to the signing secret of the offer first: neither that nor a MarketplaceToken stands in the command.
              </Text>
            </>
          )}
        </CardBody>
      )}
    </Card>
  );
}

function Text({ title, text, children }: { title: string; text: string; children?: ReactNode }): ReactNode {
  return (
    <div className="min-w-0">
      <h3 className="flex items-center gap-1 text-sm font-medium">{title} <CopyButton value={text} name={title} /></h3>
      {children ? <p className="mb-1 text-sm text-pretty text-muted-foreground">{children}</p> : null}
      {/* Keyboards scroll only what can take the focus. */}
      <pre tabIndex={0} role="region" aria-label={title} className="max-h-72 overflow-auto rounded-md border bg-muted p-3 font-mono text-xs">
        {text}
      </pre>
    </div>
  );
}
