import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { LocalTime } from "@/components/ui/local-time";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { ApiKeyLine } from "@/lib/team/queries";

interface ApiKeyTableProps {
  keys: readonly ApiKeyLine[];
  wordsOf: (scope: ApiKeyLine["scopes"][number]) => string;
  revokeFor: (key: ApiKeyLine) => () => Promise<void>;
}

/** The API keys, by what may be known of them. */
export function ApiKeyTable({ keys, wordsOf, revokeFor }: ApiKeyTableProps): ReactNode {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Keys" className="pb-3 sm:px-4" />
      {keys.length === 0 ? (
        <EmptyState icon={<Glyph name="lock" />} title="No keys yet" className="border-t">
          Your own systems need one to call the API. Create it below.
        </EmptyState>
      ) : (
        <Table caption="API keys" captionHidden regionClassName="border-t">
          <TableHead>
            <TableRow>
              <TableHeading>Name</TableHeading>
              <TableHeading>Begins with</TableHeading>
              <TableHeading>It may</TableHeading>
              <TableHeading>Created</TableHeading>
              <TableHeading>Last used</TableHeading>
              <TableHeading>
                <span className="sr-only">What can be done</span>
              </TableHeading>
            </TableRow>
          </TableHead>
          <TableBody>
            {keys.map((key) => (
              <TableRow key={key.id}>
                <TableRowHeading className="min-w-32 break-words">{key.name}</TableRowHeading>
                <TableCell className="font-mono whitespace-nowrap">{key.hint}…</TableCell>
                <TableCell className="min-w-48">{key.scopes.map(wordsOf).join(", ")}</TableCell>
                <TableCell className="whitespace-nowrap">
                  <LocalTime iso={key.createdAt.toISOString()} precision="day" /> by {key.createdBy}
                </TableCell>
                <TableCell className="whitespace-nowrap">{key.lastUsedAt ? <LocalTime iso={key.lastUsedAt.toISOString()} /> : "Never"}</TableCell>
                <TableCell className="text-right whitespace-nowrap">
                  {key.revokedAt ? <Badge tone="neutral">Revoked</Badge> : <Revoke apiKey={key} revoke={revokeFor(key)} />}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Revoke({ apiKey: { name, hint }, revoke }: { apiKey: ApiKeyLine; revoke: () => Promise<void> }): ReactNode {
  return (
    <ConfirmDialog
      trigger={
        <Button variant="outline" size="sm" aria-label={`Revoke ${name}`}>
          Revoke
        </Button>
      }
      title={`Revoke the key “${name}”?`}
      description={`The next call with ${hint}… is turned away, and this cannot be undone: a system that still uses it needs a new key.`}
      confirmLabel="Revoke"
      pendingText="Revoking…"
      action={revoke}
    />
  );
}
