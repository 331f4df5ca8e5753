import { PageHeader } from "@/components/page/page-header";
import { Skeleton } from "@/components/ui/skeleton";

/** The size of what comes. Over the list alone: under it a page of one subscription could not answer 404. */
export default function LoadingSubscriptions() {
  return (
    <>
      <PageHeader title="Subscriptions" description="Everything that customers bought and opened on the landing page, newest first." />
      <div role="status" className="flex flex-col gap-3">
        <span className="sr-only">Loading…</span>
        <Skeleton className="h-9 w-full sm:w-72" />
        <Skeleton className="h-96 w-full" />
      </div>
    </>
  );
}
