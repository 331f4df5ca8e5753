import type { Metadata } from "next";
import { listHrefs, sameListHref, type ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import { orNotFound } from "@/app/or-not-found";
import { readLicenseList, readUseList } from "@/app/publisher/[publisherKey]/licenses/license-list";
import { hiddenColumns } from "@/app/table-columns";
import { toLicenseRow } from "@/components/licenses-overview/license-row";
import { LicenseTable } from "@/components/licenses-overview/license-table";
import { NoLicenses } from "@/components/licenses-overview/no-licenses";
import { toUseRow } from "@/components/licenses-overview/use-row";
import { UseTable } from "@/components/licenses-overview/use-table";
import { PageHeader } from "@/components/page/page-header";
import { LinkTabs } from "@/components/ui/link-tabs";
import { requireMember } from "@/lib/auth/gate";
import { may } from "@/lib/auth/permissions";
import { listLicenses } from "@/lib/licenses/overview/queries";
import { listSubscriptionUse } from "@/lib/licenses/overview/subscription-use";

export const metadata: Metadata = { title: "Licenses" };

const LICENSES = "licenses";
const USE = "license-use";

interface LicensesPageProps {
  params: Promise<{ publisherKey: string }>;
  searchParams: Promise<ListSearch>;
}

export default async function LicensesPage({ params, searchParams }: LicensesPageProps) {
  const { publisherKey } = await params;
  const base = `/publisher/${publisherKey}`;
  const path = `${base}/licenses`;
  const ctx = await orNotFound(requireMember(publisherKey, "licenses.read"));
  const given = await searchParams;
  const isUse = [given.view].flat()[0] === "subscriptions";
  return (
    <>
      <PageHeader title="Licenses" description="Who of your customers' people uses what they bought, across all offers. Customers give the seats; your product says who is in." />
      <div className="flex flex-col gap-4">
        <LinkTabs
          label="Licenses by"
          tabs={[
            { href: path, label: "Users", current: !isUse },
            { href: `${path}?view=subscriptions`, label: "Subscriptions", current: isUse },
          ]}
        />
        {isUse ? await seatTable() : await licenseTable()}
      </div>
    </>
  );

  async function licenseTable() {
    const { shape, request, filter, sort } = await readLicenseList(ctx.scope, given);
    const { limit, cursor } = request;
    const page = await orFirstPage(listLicenses(ctx, { ...filter, sort, limit, cursor }), sameListHref(path, request, shape));
    return (
      <LicenseTable
        key={LICENSES}
        caption="Licenses"
        rows={page.items.map((line) => toLicenseRow(line, base))}
        {...listHrefs(path, request, page, shape)}
        columnChoice={{ table: LICENSES, hidden: await hiddenColumns(LICENSES) }}
        exportHref={may(ctx.scope.role, "licenses.export") ? sameListHref(`${path}/export`, request, shape) : undefined}
        empty={<NoLicenses subscriptionsHref={`${base}/subscriptions`} />}
      />
    );
  }

  async function seatTable() {
    const { shape, request, query } = await readUseList(ctx.scope, given);
    const page = await orFirstPage(listSubscriptionUse(ctx, query), sameListHref(path, request, shape));
    return (
      <UseTable
        key={USE}
        caption="Use of each subscription"
        rows={page.items.map((line) => toUseRow(line, base))}
        {...listHrefs(path, request, page, shape)}
        columnChoice={{ table: USE, hidden: await hiddenColumns(USE) }}
        empty={<NoLicenses subscriptionsHref={`${base}/subscriptions`} />}
      />
    );
  }
}
