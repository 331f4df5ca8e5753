import type { Metadata } from "next";
import { orNotFound } from "@/app/or-not-found";
import { changeMemberRole, invite, removeFromTeam, takeBackInvitation } from "@/app/publisher/[publisherKey]/team/actions";
import { PageHeader } from "@/components/page/page-header";
import { InvitationTable } from "@/components/team/invitation-table";
import { InviteForm } from "@/components/team/invite-form";
import { MemberTable } from "@/components/team/member-table";
import { PermissionTable } from "@/components/team/permission-table";
import { requireMember } from "@/lib/auth/gate";
import { LOWEST_ROLE, may, PERMISSION_WORDS, PERMISSIONS } from "@/lib/auth/permissions";
import { isPersonalTenant, rolesToGive } from "@/lib/team/policy";
import { listMembers, listOpenInvitations } from "@/lib/team/queries";

export const metadata: Metadata = { title: "Team" };

export default async function TeamPage({ params }: { params: Promise<{ publisherKey: string }> }) {
  const { publisherKey } = await params;
  const { scope, actor, now } = await orNotFound(requireMember(publisherKey, "team.read"));
  const mayManage = may(scope.role, "team.manage");
  const [members, invitations] = await Promise.all([listMembers(scope), mayManage ? listOpenInvitations(scope, now) : []]);
  return (
    <>
      <PageHeader title="Team" description="The people of this publisher, and what each may do here." />
      <div className="flex flex-col gap-4">
        <MemberTable
          members={members}
          viewer={actor}
          viewerRole={scope.role}
          actionsFor={({ id }) => ({ changeRole: changeMemberRole.bind(null, publisherKey, id), remove: removeFromTeam.bind(null, publisherKey, id) })}
        />
        {mayManage ? (
          <>
            <InvitationTable
              invitations={invitations}
              viewerTenantId={actor.tenantId}
              viewerRole={scope.role}
              revokeFor={({ id }) => takeBackInvitation.bind(null, publisherKey, id)}
            />
            <InviteForm roles={rolesToGive(scope.role)} hasOrganisation={!isPersonalTenant(actor.tenantId)} invite={invite.bind(null, publisherKey)} />
          </>
        ) : null}
        <PermissionTable permissions={PERMISSIONS.map((permission) => ({ words: PERMISSION_WORDS[permission], lowestRole: LOWEST_ROLE[permission] }))} />
      </div>
    </>
  );
}
