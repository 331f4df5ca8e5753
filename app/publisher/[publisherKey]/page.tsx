import { redirect } from "next/navigation";

export default async function PublisherPage({ params }: { params: Promise<{ publisherKey: string }> }) {
  redirect(`/publisher/${encodeURIComponent((await params).publisherKey)}/subscriptions`);
}
