import type { ReactNode } from "react";
import { Card, CardBody } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { keptWords } from "@/components/actions/kept-words";
import { auditActor } from "@/components/team/audit-words";
import type { LogState as State } from "@/lib/actions/log/queries";

interface LogStateProps extends State {
  publisherKey: string;
  /** To set for how long the log is kept. */
  setting: ReactNode;
}

const WHOLE = new Intl.NumberFormat("en-GB");

/** How far the log is sealed, how to prove it, and for how long it is kept. */
export function LogState({ sealed, head, removedNumber, kept, publisherKey, setting }: LogStateProps): ReactNode {
  return (
    <Card aria-label="Seals">
      <CardBody className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 text-sm">
        <div className="flex min-w-0 flex-col gap-1">
          {head === null ? (
            <p className="text-muted-foreground">Nothing is sealed yet: each action is, some seconds after it happened.</p>
          ) : (
            <>
              <p className="flex min-w-0 flex-wrap items-center gap-x-2">
                <span className="font-medium">{`${WHOLE.format(sealed)} ${sealed === 1 ? "action" : "actions"} sealed,`}</span>
                <span className="text-muted-foreground">
                  the last <LocalTime iso={head.sealedAt.toISOString()} />, with number {WHOLE.format(head.number)} and seal
                </span>
                <MonoId value={head.seal} className="max-w-48" />
              </p>
              <Check command={`npm run portal -- actions verify --publisher ${publisherKey} --against ${head.number}:${head.seal}`} />
            </>
          )}
          {removedNumber === 0 ? null : <p className="text-xs text-muted-foreground">{`Actions up to number ${WHOLE.format(removedNumber)} were removed, because they were older than you keep them.`}</p>}
        </div>
        <div className="flex flex-wrap items-center gap-3">
          <KeptFor {...kept} />
          {setting}
        </div>
      </CardBody>
    </Card>
  );
}

function KeptFor({ keptDays, inForce, pending }: State["kept"]): ReactNode {
  return (
    <p className="text-muted-foreground">
      Kept {keptWords(inForce)}
      {pending === null ? null : (
        <>
          {"; from "}
          <LocalTime iso={pending.from.toISOString()} />
          {` on ${keptWords(keptDays)}, as ${auditActor(pending.setBy.kind, pending.setBy.name)} has set`}
        </>
      )}
    </p>
  );
}

function Check({ command }: { command: string }): ReactNode {
  return (
    <p className="flex items-center gap-1 text-xs text-muted-foreground">
      Keep the command that verifies it outside of the portal: it finds what was changed, also by somebody who can write to the database.
      <CopyButton value={command} name="the command that verifies the log" />
    </p>
  );
}
