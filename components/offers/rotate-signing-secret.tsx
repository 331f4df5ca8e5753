"use client";

import { useState } from "react";
import type { ReactNode } from "react";
import { SecretOnce } from "@/components/team/secret-once";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { LocalTime } from "@/components/ui/local-time";

export type RotateOutcome =
  | { readonly kind: "rotated"; readonly secret: string; /** ISO 8601; null where there was none before. */ readonly previousUntil: string | null }
  | { readonly kind: "overtaken" };

/** Asks once, makes a new secret, and shows it this once. */
export function RotateSigningSecret({ rotate, isFirst }: { rotate: () => Promise<RotateOutcome>; isFirst: boolean }): ReactNode {
  const [outcome, setOutcome] = useState<RotateOutcome | null>(null);
  return (
    <>
      {outcome?.kind === "rotated" ? (
        <SecretOnce title="The new signing secret" name="Signing secret" secret={outcome.secret}>
          Copy it now into your own system: it is not shown again.
          {outcome.previousUntil ? <> Until <LocalTime iso={outcome.previousUntil} /> every message carries a signature of the former one too.</> : null}
        </SecretOnce>
      ) : null}
      {outcome?.kind === "overtaken" ? (
        <Alert tone="warning" role="alert" title="No new secret was made">
          Somebody else changed it at the same moment. Rotate it again if you still want another one.
        </Alert>
      ) : null}
      <div>
        <ConfirmDialog
          trigger={<Button variant="outline">{isFirst ? "Make the secret" : "Rotate"}</Button>}
          title={isFirst ? "Make a signing secret?" : "Rotate the signing secret?"}
          description={
            isFirst
              ? "It is shown once, to be copied into your own system."
              : "A new one is made and shown once. For 24 hours messages are signed with the former one too, so that your system can change over; after that the former one is worth nothing. One that is older still ends now."
          }
          confirmLabel={isFirst ? "Make it" : "Rotate"}
          pendingText="Rotating…"
          action={async () => setOutcome(await rotate())}
        />
      </div>
    </>
  );
}
