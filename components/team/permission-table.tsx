import type { ReactNode } from "react";
import { ROLE_WORDS } from "@/components/team/role-words";
import { Card, CardHeader } from "@/components/ui/card";
import { Glyph } from "@/components/ui/glyph";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { Role } from "@/lib/kernel/context";
import { reaches } from "@/lib/team/policy";

export interface PermissionLine {
  words: string;
  lowestRole: Role;
}

/** From least to most. */
const COLUMNS: readonly Role[] = ["viewer", "operator", "admin", "owner"];

/** Whether each role may do each thing, for people to look up. */
export function PermissionTable({ permissions }: { permissions: readonly PermissionLine[] }): ReactNode {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Who may do what" description="Each role may do all that the one before it may." className="pb-3 sm:px-4" />
      <Table caption="Who may do what" captionHidden regionClassName="border-t">
        <TableHead>
          <TableRow>
            <TableHeading>May</TableHeading>
            {COLUMNS.map((role) => (
              <TableHeading key={role} className="w-14 px-1.5 text-center sm:w-24">
                {ROLE_WORDS[role]}
              </TableHeading>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {permissions.map(({ words, lowestRole }) => (
            <TableRow key={words}>
              <TableRowHeading className="min-w-28 font-normal">{words}</TableRowHeading>
              {COLUMNS.map((role) => (
                <TableCell key={role} className="px-1.5 text-center">
                  <Mark yes={reaches(role, lowestRole)} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Card>
  );
}

function Mark({ yes }: { yes: boolean }): ReactNode {
  return yes ? (
    <>
      <Glyph name="check" className="inline size-4 text-success-text" />
      <span className="sr-only">yes</span>
    </>
  ) : (
    <>
      <span aria-hidden="true" className="text-muted-foreground">
        –
      </span>
      <span className="sr-only">no</span>
    </>
  );
}
