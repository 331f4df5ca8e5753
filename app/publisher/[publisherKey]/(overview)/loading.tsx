import { PageHeader } from "@/components/page/page-header";
import { Skeleton } from "@/components/ui/skeleton";

/** The size of what comes. */
export default function LoadingOverview() {
  return (
    <>
      <PageHeader title="Overview" description="What needs you, and how your subscriptions do." />
      <div role="status" className="flex flex-col gap-5">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-24 w-full" />
        <div className="grid gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
          <Skeleton className="h-80 w-full" />
          <Skeleton className="h-80 w-full" />
        </div>
      </div>
    </>
  );
}
