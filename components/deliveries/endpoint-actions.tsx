import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** What can be done to one endpoint, as server actions. */
export interface EndpointCommands {
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  test: () => Promise<void>;
  resendDead: () => Promise<void>;
}

interface EndpointActionsProps {
  endpoint: { name: string; isActivation: boolean; isPaused: boolean; hasAddress: boolean; hasDead: boolean; /** How many were given up, in words. */ dead: string };
  commands: EndpointCommands;
}

const TEST_WORDS = {
  activation:
    "Your system gets a signed message with the form of an activation: ids of zeros, no subscription, and a token that no activation knows. If it reports that activation as finished, the portal answers 401: that is right. It is tried once.",
  log: "Your system gets a signed message of the type Test, about no subscription. It is tried once.",
};

/** The buttons of one endpoint, each of which says first what it will do. */
export function EndpointActions({ endpoint: { name, isActivation, isPaused, hasAddress, hasDead, dead }, commands }: EndpointActionsProps): ReactNode {
  return (
    <div className="flex flex-wrap items-center gap-2">
      {hasAddress && hasDead ? (
        <ConfirmDialog
          trigger={<Button variant="outline" size="sm" aria-label={`Resend all failed, ${name}`}>Resend all failed</Button>}
          title={dead === "1" ? "Send the message again that was given up?" : `Send ${dead} messages again that were given up?`}
          description="Each is sent with the webhook-id that it had, by which your system knows those that it has already. They have three days anew. Each takes its old place: later ones about its subscription wait until it has arrived or is given up. Activations that were finished or refused meanwhile are left out."
          confirmLabel="Resend"
          pendingText="Resending…"
          destructive={false}
          action={commands.resendDead}
        />
      ) : null}
      {hasAddress && !isPaused ? (
        <ConfirmDialog
          trigger={<Button variant="outline" size="sm" aria-label={`Send a test, ${name}`}>Send a test</Button>}
          title="Send a test message?"
          description={isActivation ? TEST_WORDS.activation : TEST_WORDS.log}
          confirmLabel="Send"
          pendingText="Sending…"
          destructive={false}
          action={commands.test}
        />
      ) : null}
      {isPaused ? (
        <ConfirmDialog
          trigger={<Button variant="outline" size="sm" aria-label={`Resume, ${name}`}>Resume</Button>}
          title="Send messages again?"
          description="All that wait are sent, in their order. Each has three days from now at least."
          confirmLabel="Resume"
          pendingText="Resuming…"
          destructive={false}
          action={commands.resume}
        />
      ) : (
        <ConfirmDialog
          trigger={<Button variant="outline" size="sm" aria-label={`Pause, ${name}`}>Pause</Button>}
          title="Send nothing to this endpoint?"
          description={`Messages are kept and wait, in their order, until somebody resumes it. What is on its way arrives all the same.${isActivation ? " Customers who buy meanwhile wait for their subscription to be set up." : ""}`}
          confirmLabel="Pause"
          pendingText="Pausing…"
          destructive={false}
          action={commands.pause}
        />
      )}
    </div>
  );
}
