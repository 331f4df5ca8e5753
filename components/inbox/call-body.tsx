"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { SubmitButton } from "@/components/ui/submit-button";

interface CallBodyProps {
  masked: string;
  /** Left out for members who may not see personal data. */
  reveal?: () => Promise<string>;
}

/** What Microsoft sent: masked, until somebody who may asks for all of it, which the audit keeps. */
export function CallBody({ masked, reveal }: CallBodyProps): ReactNode {
  const [full, setFull] = useState<string | null>(null);
  const [isFailed, setFailed] = useState(false);
  const shown = full ?? masked;

  const ask = async (get: () => Promise<string>): Promise<void> => {
    try {
      setFull(prettyPrinted(await get()));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };

  return (
    <Card>
      <CardHeader
        title={<span className="inline-flex items-center gap-1">Body <CopyButton value={shown} name="Body" /></span>}
        description={full === null ? "As Microsoft sent it, without mail addresses, names and ids of people." : "As Microsoft sent it, with all personal data. That you saw it stands in the audit."}
        actions={
          full !== null ? (
            <Button variant="outline" size="sm" onClick={() => setFull(null)}>Hide personal data</Button>
          ) : reveal ? (
            <form action={async () => ask(reveal)}>
              <SubmitButton variant="outline" size="sm" pendingText="Showing…">Show personal data</SubmitButton>
            </form>
          ) : null
        }
      />
      <CardBody className="flex flex-col gap-3">
        {isFailed ? (
          <Alert tone="warning" role="alert" title="It could not be shown">
            Load the page anew and try again. If it stays so, look into the log of the portal.
          </Alert>
        ) : null}
        {/* Keyboards scroll only what can take the focus. */}
        <pre tabIndex={0} role="region" aria-label={full === null ? "Body, masked" : "Body, with personal data"} className="max-h-[32rem] overflow-auto rounded-md border bg-muted p-3 font-mono text-xs">
          {shown}
        </pre>
      </CardBody>
    </Card>
  );
}

function prettyPrinted(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, "")), null, 2);
  } catch {
    return text;
  }
}
