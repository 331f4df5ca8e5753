"use client";

import { useActionState } from "react";
import type { ReactNode } from "react";
import type { InviteUserState } from "@/components/licenses/invite-form";
import { SecretOnce } from "@/components/team/secret-once";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { SubmitButton } from "@/components/ui/submit-button";

interface OpenInvitationProps {
  user: string;
  about: string;
  labels: { renew: string; renewPending: string; renewFor: string; madeBody: string; linkName: string; revoke: string; revokeFor: string; revokeAsk: string; revokeBody: string; cancel: string };
  renew: (before: InviteUserState) => Promise<InviteUserState>;
  revoke: () => Promise<void>;
}

/** One invitation that holds a seat: a new link for it, or the seat back. */
export function OpenInvitation({ user, about, labels, renew, revoke }: OpenInvitationProps): ReactNode {
  const [state, submit] = useActionState(renew, { kind: "empty" });
  return (
    <li className="flex flex-col gap-2 py-2.5 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <p className="truncate font-medium">
            <bdi dir="ltr">{user}</bdi>
          </p>
          <p className="text-xs text-muted-foreground">{about}</p>
        </div>
        <div className="flex gap-2">
          <form action={submit}>
            <SubmitButton variant="outline" size="sm" aria-label={labels.renewFor} pendingText={labels.renewPending}>
              {labels.renew}
            </SubmitButton>
          </form>
          <ConfirmDialog
            trigger={
              <Button variant="outline" size="sm" aria-label={labels.revokeFor}>
                {labels.revoke}
              </Button>
            }
            title={labels.revokeAsk}
            description={labels.revokeBody}
            confirmLabel={labels.revoke}
            cancelLabel={labels.cancel}
            action={revoke}
          />
        </div>
      </div>
      {state.kind === "made" ? (
        <SecretOnce title={state.title} name={labels.linkName} secret={state.link}>
          {labels.madeBody}
        </SecretOnce>
      ) : null}
      {state.kind === "problem" ? (
        <p role="alert" className="text-xs font-medium text-destructive-text">
          {state.problem}
        </p>
      ) : null}
    </li>
  );
}
