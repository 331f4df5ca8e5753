import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/page/page-header";
import { Problem } from "@/components/page/problem";
import type { ProblemKind } from "@/components/page/problem";
import { ROLE_WORDS } from "@/components/team/role-words";
import type { PermissionLine } from "@/components/team/permission-table";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardFooter } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { SubmitButton } from "@/components/ui/submit-button";
import { isPersonalTenant, reaches } from "@/lib/team/policy";
import type { InvitationView } from "@/lib/team/queries";

interface InvitationSheetProps {
  /** null: the link is none, or this browser has opened none. */
  invitation: InvitationView | null;
  /** Whom the visitor is signed in as. */
  account: string;
  returnTo: string;
  permissions: readonly PermissionLine[];
  actions: { accept: () => Promise<void>; signIn: (form: FormData) => Promise<void>; signInAtInvited: () => Promise<void> };
}

type Refusal = Exclude<InvitationView["standing"], "open"> | "unknown";

const REFUSALS: Record<Exclude<Refusal, "wrong-account">, { kind: ProblemKind; title: string; why: string; advice: string }> = {
  unknown: { kind: "not-found", title: "There is no such invitation", why: "The link is damaged, or it was not opened in this browser.", advice: "Open the whole link that you were sent, or ask for a new one." },
  used: { kind: "expired", title: "This invitation has been used", why: "Somebody has accepted it already. Each link lets one person in.", advice: "Ask for a link of your own." },
  revoked: { kind: "expired", title: "This invitation was taken back", why: "Whoever manages the team does not want it to be used any more.", advice: "Ask them for a new link if you should be here." },
  expired: { kind: "expired", title: "This invitation has expired", why: "A link works for seven days.", advice: "Ask for a new link." },
  "already-member": { kind: "empty", title: "You are on the staff already", why: "An invitation puts somebody on the staff; it changes nobody's role. It was left unused.", advice: "Give the link to whom it is meant for. For another role, ask who runs the team page." },
};

/** An invitation to whoever opened its link: what it is, and the button; or why it is not for them. */
export function InvitationSheet({ invitation, account, returnTo, permissions, actions }: InvitationSheetProps): ReactNode {
  if (invitation === null) return <Refused refusal={REFUSALS.unknown} />;
  const { standing, publisherKey, publisherName, role, invitedBy, expiresAt } = invitation;
  if (standing === "wrong-account") return <WrongAccount tenantId={invitation.tenantId} account={account} returnTo={returnTo} actions={actions} />;
  if (standing !== "open") {
    const open = standing === "already-member";
    return (
      <Refused
        refusal={REFUSALS[standing]}
        actions={
          open ? (
            <Button asChild>
              <Link href={`/publisher/${publisherKey}`}>Open {publisherName}</Link>
            </Button>
          ) : null
        }
      />
    );
  }
  return (
    <>
      <PageHeader title={`Join the staff of ${publisherName}`} description={`${invitedBy} invites you. Nothing happens until you accept.`} />
      <Card>
        <CardBody>
          <DescriptionList>
            <Description term="You are signed in as">{account}</Description>
            <Description term="Your role">{ROLE_WORDS[role]}</Description>
            <Description term="You may">
              <ul className="list-disc pl-4">
                {permissions
                  .filter(({ lowestRole }) => reaches(role, lowestRole))
                  .map(({ words }) => (
                    <li key={words}>{words}</li>
                  ))}
              </ul>
            </Description>
            <Description term="The link works until">
              <LocalTime iso={expiresAt.toISOString()} />
            </Description>
          </DescriptionList>
        </CardBody>
        <CardFooter>
          <form action={actions.accept}>
            <SubmitButton pendingText="Accepting…">Accept the invitation</SubmitButton>
          </form>
          <form action={actions.signIn}>
            <input type="hidden" name="returnTo" value={returnTo} />
            <SubmitButton variant="outline">Use another account</SubmitButton>
          </form>
        </CardFooter>
      </Card>
    </>
  );
}

function Refused({ refusal: { kind, title, why, advice }, actions }: { refusal: (typeof REFUSALS)["used"]; actions?: ReactNode }): ReactNode {
  return (
    <Problem kind={kind} title={title} advice={advice} actions={actions}>
      {why}
    </Problem>
  );
}

function WrongAccount({ tenantId, account, returnTo, actions }: Pick<InvitationSheetProps, "account" | "returnTo" | "actions"> & { tenantId: string }): ReactNode {
  const personal = isPersonalTenant(tenantId);
  return (
    <Problem
      kind="forbidden"
      title="This invitation is for another account"
      why={
        personal ? (
          "It is for a personal Microsoft account."
        ) : (
          <>
            It is for an account of the organisation with the tenant id <MonoId value={tenantId} />
          </>
        )
      }
      advice={personal ? "Sign in with your personal account. The invitation waits." : "Sign in with an account of that organisation; if you are its guest, sign in there. The invitation waits."}
      actions={
        <>
          <form action={actions.signIn}>
            <input type="hidden" name="returnTo" value={returnTo} />
            <SubmitButton>Sign in with another account</SubmitButton>
          </form>
          {personal ? null : (
            <form action={actions.signInAtInvited}>
              <SubmitButton variant="outline">Sign in there as a guest</SubmitButton>
            </form>
          )}
        </>
      }
    >
      You are signed in as {account}.
    </Problem>
  );
}
