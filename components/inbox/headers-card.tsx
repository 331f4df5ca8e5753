import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";

/** The headers of a call, but those that let somebody in. */
export function HeadersCard({ headers }: { headers: readonly (readonly [name: string, value: string])[] }): ReactNode {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Headers" description="Its token was checked and is not kept." className={headers.length > 0 ? "pb-3" : ""} />
      {headers.length === 0 ? (
        <CardBody className="text-sm text-muted-foreground">None were kept.</CardBody>
      ) : (
        <Table caption="Headers" captionHidden className="border-t">
          <TableHead>
            <TableRow>
              <TableHeading>Name</TableHeading>
              <TableHeading>Value</TableHeading>
            </TableRow>
          </TableHead>
          <TableBody>
            {headers.map(([name, value]) => (
              <TableRow key={name}>
                <TableRowHeading className="font-mono text-xs font-normal whitespace-nowrap">{name}</TableRowHeading>
                <TableCell className="min-w-48 font-mono text-xs break-all">{value}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
