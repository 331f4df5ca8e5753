import type { ReactNode } from "react";
import { AccountOf } from "@/components/team/account-of";
import { ROLE_WORDS } from "@/components/team/role-words";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { LocalTime } from "@/components/ui/local-time";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { Role } from "@/lib/kernel/context";
import { mayGiveRole } from "@/lib/team/policy";
import type { OpenInvitation } from "@/lib/team/queries";

interface InvitationTableProps {
  invitations: readonly OpenInvitation[];
  viewerTenantId: string;
  viewerRole: Role;
  revokeFor: (invitation: OpenInvitation) => () => Promise<void>;
}

/** Links that are out and not used yet. */
export function InvitationTable({ invitations, viewerTenantId, viewerRole, revokeFor }: InvitationTableProps): ReactNode {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Open invitations" className="pb-3 sm:px-4" />
      {invitations.length === 0 ? (
        <EmptyState title="No link is waiting to be used" className="border-t py-6">
          Invite somebody below; the link stands here until it is accepted, taken back or seven days old.
        </EmptyState>
      ) : (
        <Table caption="Open invitations" captionHidden regionClassName="border-t">
          <TableHead>
            <TableRow>
              <TableHeading>For</TableHeading>
              <TableHeading>Role</TableHeading>
              <TableHeading>Account</TableHeading>
              <TableHeading>Invited by</TableHeading>
              <TableHeading>Works until</TableHeading>
              <TableHeading>
                <span className="sr-only">What can be done</span>
              </TableHeading>
            </TableRow>
          </TableHead>
          <TableBody>
            {invitations.map((invitation) => (
              <TableRow key={invitation.id}>
                <TableRowHeading className="min-w-32 break-all">{invitation.label}</TableRowHeading>
                <TableCell>{ROLE_WORDS[invitation.role]}</TableCell>
                <TableCell>
                  <AccountOf tenantId={invitation.tenantId} viewerTenantId={viewerTenantId} />
                </TableCell>
                <TableCell className="whitespace-nowrap">{invitation.invitedBy}</TableCell>
                <TableCell>
                  <LocalTime iso={invitation.expiresAt.toISOString()} />
                </TableCell>
                <TableCell className="text-right">
                  {mayGiveRole(viewerRole, invitation.role) ? (
                    <ConfirmDialog
                      trigger={
                        <Button variant="outline" size="sm" aria-label={`Take back the invitation of ${invitation.label}`}>
                          Take back
                        </Button>
                      }
                      title={`Take back the invitation of ${invitation.label}?`}
                      description="The link stops working at once. You can make a new one at any time."
                      confirmLabel="Take back"
                      pendingText="Taking back…"
                      action={revokeFor(invitation)}
                    />
                  ) : null}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
