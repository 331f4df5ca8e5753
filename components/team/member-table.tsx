import type { ReactNode } from "react";
import { AccountOf } from "@/components/team/account-of";
import { MemberButtons } from "@/components/team/member-actions";
import type { MemberActions } from "@/components/team/member-actions";
import { ROLE_WORDS } from "@/components/team/role-words";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { LocalTime } from "@/components/ui/local-time";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { Role, UserActor } from "@/lib/kernel/context";
import { mayGiveRole, rolesToGive } from "@/lib/team/policy";
import type { TeamMember } from "@/lib/team/queries";

interface MemberTableProps {
  members: readonly TeamMember[];
  /** Who looks, and as what. */
  viewer: UserActor;
  viewerRole: Role;
  actionsFor: (member: TeamMember) => MemberActions;
}

/** The staff; buttons only where whoever looks may use them. */
export function MemberTable({ members, viewer, viewerRole, actionsFor }: MemberTableProps): ReactNode {
  const roles = rolesToGive(viewerRole);
  const owners = members.filter(({ role }) => role === "owner").length;
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Members" className="pb-3 sm:px-4" />
      <Table caption="Members" captionHidden regionClassName="border-t">
        <TableHead>
          <TableRow>
            <TableHeading>Member</TableHeading>
            <TableHeading>Role</TableHeading>
            <TableHeading>Account</TableHeading>
            <TableHeading>Since</TableHeading>
            {roles.length > 0 ? (
              <TableHeading>
                <span className="sr-only">What can be done</span>
              </TableHeading>
            ) : null}
          </TableRow>
        </TableHead>
        <TableBody>
          {members.map((member) => {
            const isSelf = member.tenantId === viewer.tenantId && member.objectId === viewer.objectId;
            return (
              <TableRow key={member.id}>
                <TableRowHeading>
                  <span className="flex min-w-32 flex-wrap items-center gap-2 break-all">
                    {member.label}
                    {isSelf ? <Badge tone="primary">You</Badge> : null}
                  </span>
                </TableRowHeading>
                <TableCell>{ROLE_WORDS[member.role]}</TableCell>
                <TableCell>
                  <AccountOf tenantId={member.tenantId} viewerTenantId={viewer.tenantId} />
                </TableCell>
                <TableCell>
                  <LocalTime iso={member.addedAt.toISOString()} precision="day" />
                </TableCell>
                {roles.length > 0 ? (
                  <TableCell className="text-right">
                    {member.role === "owner" && owners === 1 ? (
                      <span className="text-xs whitespace-nowrap text-muted-foreground">The only owner stays</span>
                    ) : mayGiveRole(viewerRole, member.role) ? (
                      <MemberButtons label={member.label} role={member.role} isSelf={isSelf} roles={roles} actions={actionsFor(member)} />
                    ) : null}
                  </TableCell>
                ) : null}
              </TableRow>
            );
          })}
        </TableBody>
      </Table>
    </Card>
  );
}
