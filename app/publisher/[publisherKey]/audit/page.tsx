import type { Metadata } from "next";
import { listHrefs, listRequest, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { PageHeader } from "@/components/page/page-header";
import { AuditTable } from "@/components/team/audit-table";
import { auditActor, auditDetails, auditWords } from "@/components/team/audit-words";
import { EmptyState } from "@/components/ui/empty-state";
import { Glyph } from "@/components/ui/glyph";
import { listAudit } from "@/lib/auth/audit";
import { requireMember } from "@/lib/auth/gate";

export const metadata: Metadata = { title: "Audit" };

interface AuditPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const { publisherKey } = await params;
  const { scope } = await orNotFound(requireMember(publisherKey, "audit.read"));
  const request = listRequest({ cursor: (await searchParams).cursor });
  const path = `/publisher/${publisherKey}/audit`;
  const page = await orFirstPage(listAudit(scope, request), path);
  const { nextHref, previousHref } = listHrefs(path, request, page);
  return (
    <>
      <PageHeader title="Audit" description="Who of the staff changed what about people, keys and settings. What happened to a subscription stands on its own page." />
      <AuditTable
        rows={page.items.map((line) => ({
          id: String(line.number),
          what: auditWords(line.type),
          subject: line.subject,
          who: auditActor(line.actorKind, line.actorName),
          whoIds: line.actorTenantId && line.actorObjectId ? { tenant: line.actorTenantId, object: line.actorObjectId } : null,
          date: line.date.toISOString(),
          details: auditDetails(line.details),
        }))}
        nextHref={nextHref}
        previousHref={previousHref}
        empty={
          <EmptyState icon={<Glyph name="info" />} title="Nothing has been changed yet">
            Every invitation, role, removal, API key and setting that somebody changes stands here, with who did it and when.
          </EmptyState>
        }
      />
    </>
  );
}
