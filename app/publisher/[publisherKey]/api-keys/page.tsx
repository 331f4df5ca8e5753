import type { Metadata } from "next";
import Link from "next/link";
import { orNotFound } from "@/app/or-not-found";
import { createKey, revokeKey } from "@/app/publisher/[publisherKey]/api-keys/actions";
import { PageHeader } from "@/components/page/page-header";
import { ApiKeyForm } from "@/components/team/api-key-form";
import { ApiKeyTable } from "@/components/team/api-key-table";
import { API_KEY_SCOPE_WORDS, API_KEY_SCOPES } from "@/lib/auth/api-key-scopes";
import { requireMember } from "@/lib/auth/gate";
import { listApiKeys } from "@/lib/team/queries";

export const metadata: Metadata = { title: "API keys" };

export default async function ApiKeysPage({ params }: { params: Promise<{ publisherKey: string }> }) {
  const { publisherKey } = await params;
  const { scope } = await orNotFound(requireMember(publisherKey, "api-keys.manage"));
  const keys = await listApiKeys(scope);
  return (
    <>
      <PageHeader title="API keys" description={<>With a key, your own systems call this portal&apos;s API: <Link href="/docs" className="text-primary-text underline underline-offset-2">how it works</Link>.</>} />
      <div className="flex flex-col gap-4">
        <ApiKeyTable keys={keys} wordsOf={(each) => API_KEY_SCOPE_WORDS[each]} revokeFor={({ id }) => revokeKey.bind(null, publisherKey, id)} />
        <ApiKeyForm scopes={API_KEY_SCOPES.map((each) => ({ scope: each, words: API_KEY_SCOPE_WORDS[each] }))} create={createKey.bind(null, publisherKey)} />
      </div>
    </>
  );
}
