import type { ReactNode } from "react";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import type { ManagerFacts } from "@/lib/subscriptions/facts";
import type { PublisherSubscription } from "@/lib/subscriptions/queries";

const REASON_WORDS: Readonly<Record<string, string>> = { beneficiary: "as beneficiary", purchaser: "as purchaser", claimant: "claimed it as the first of the tenant" };

/** Whom a purchase names, and who manages it. */
export function PeopleCard({ facts }: { facts: PublisherSubscription }): ReactNode {
  return (
    <Card>
      <CardHeader title="People" description={facts.resold ? "Bought through a reseller." : undefined} />
      <CardBody>
        <DescriptionList>
          <Description term="Beneficiary">
            <Party email={facts.beneficiaryEmail} tenantId={facts.tenantId} objectId={facts.beneficiaryObjectId} />
          </Description>
          <Description term="Purchaser">
            <Party email={facts.purchaserEmail} tenantId={facts.purchaserTenantId} objectId={facts.purchaserObjectId} />
          </Description>
          <Description term="Managers">
            {facts.managers.length === 0 ? (
              "Nobody yet"
            ) : (
              <ul className="flex flex-col gap-3">
                {facts.managers.map((manager) => (
                  <li key={`${manager.tenantId} ${manager.objectId}`}>
                    <Manager manager={manager} />
                  </li>
                ))}
              </ul>
            )}
          </Description>
          <Description term="Contact">{facts.contactEmail ?? "Not given yet"}</Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

function Party({ email, tenantId, objectId }: { email: string | null; tenantId: string | null; objectId: string | null }): ReactNode {
  if (email === null && tenantId === null && objectId === null) return "Not named";
  return (
    <>
      <span className="break-all">{email ?? "Not named"}</span>
      <Ids tenantId={tenantId} objectId={objectId} />
    </>
  );
}

function Manager({ manager }: { manager: ManagerFacts }): ReactNode {
  return (
    <>
      <bdi className="font-medium">{manager.name}</bdi> <span className="break-all text-muted-foreground">{manager.email}</span>
      <span className="block text-xs text-muted-foreground">
        {REASON_WORDS[manager.reason] ?? manager.reason}, since <LocalTime iso={manager.since.toISOString()} />
      </span>
      <Ids tenantId={manager.tenantId} objectId={manager.objectId} />
    </>
  );
}

function Ids({ tenantId, objectId }: { tenantId: string | null; objectId: string | null }): ReactNode {
  return (
    <>
      {tenantId ? <IdLine term="Tenant" id={tenantId} /> : null}
      {objectId ? <IdLine term="Object" id={objectId} /> : null}
    </>
  );
}

function IdLine({ term, id }: { term: string; id: string }): ReactNode {
  return (
    <span className="flex min-w-0 items-center gap-1.5 text-xs text-muted-foreground">
      {term} <MonoId value={id} />
    </span>
  );
}
