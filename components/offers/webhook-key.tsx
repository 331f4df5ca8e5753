"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { SecretOnce } from "@/components/team/secret-once";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

export type WebhookKeyOutcome =
  | { readonly kind: "made"; /** With the key in it. */ readonly address: string }
  | { readonly kind: "removed" }
  | { readonly kind: "overtaken" };

interface WebhookKeyProps {
  isRequired: boolean;
  make: () => Promise<WebhookKeyOutcome>;
  remove: () => Promise<WebhookKeyOutcome>;
}

/** Asks once, then makes, replaces or removes the key; a new one is shown this once. */
export function WebhookKey({ isRequired, make, remove }: WebhookKeyProps): ReactNode {
  const [outcome, setOutcome] = useState<WebhookKeyOutcome | null>(null);
  return (
    <>
      {outcome?.kind === "made" ? (
        <SecretOnce title="The address with its key" name="Address with key" secret={outcome.address}>
          Type it in at Partner Center now: it is not shown again, and calls without this key are turned away.
        </SecretOnce>
      ) : null}
      {outcome?.kind === "removed" ? (
        <Alert tone="success" role="status" title="Calls need no key any more">
          Type the address above in at Partner Center, without the key. Calls that still carry one go through.
        </Alert>
      ) : null}
      {outcome?.kind === "overtaken" ? (
        <Alert tone="warning" role="alert" title="The key was left as it is">
          Somebody else changed it at the same moment. Try again if you still want to.
        </Alert>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <ConfirmDialog
          trigger={<Button variant="outline">{isRequired ? "Replace the key" : "Require a key"}</Button>}
          title={isRequired ? "Replace the key of the webhook?" : "Require a key in the webhook's address?"}
          description={
            <>
              A key in the address fails Microsoft&apos;s certification, and Microsoft&apos;s token is checked without it as well: most offers need none. {isRequired ? "The present key ends at once. " : ""}
              Until Partner Center has the new address, calls are turned away, and changes that customers ask for are refused by that.
            </>
          }
          confirmLabel={isRequired ? "Replace it" : "Require it"}
          pendingText="Making the key…"
          action={async () => setOutcome(await make())}
        />
        {isRequired ? (
          <ConfirmDialog
            trigger={<Button variant="outline">Remove the key</Button>}
            title="Remove the key of the webhook?"
            description="Microsoft's token alone suffices again, at once. Calls that still carry the key go through."
            confirmLabel="Remove it"
            pendingText="Removing…"
            action={async () => setOutcome(await remove())}
          />
        ) : null}
      </div>
    </>
  );
}
