"use client";

import { useSyncExternalStore } from "react";
import { Problem } from "@/components/page/problem";
import { Button } from "@/components/ui/button";
import texts from "@/messages/faults/en.json";

/** What a fault looks like to a person: plain words, a way on, and what support finds it by. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  // The server puts it on <html>: an error boundary cannot read headers.
  const requestId = useSyncExternalStore(
    () => () => undefined,
    () => document.documentElement.dataset.requestId ?? "",
    () => "",
  );
  return (
    <main className="mx-auto w-full max-w-4xl px-4 py-10 sm:px-6">
      <Problem
        kind="error"
        title={texts.title}
        advice={texts.todo}
        actions={<Button onClick={reset}>{texts.retry}</Button>}
        requestId={[error.digest, requestId].filter(Boolean).join(" · ")}
      >
        {/* Only what the server has thrown carries a digest, and stands in its log. */}
        {error.digest ? texts.body : texts.unreachable}
      </Problem>
    </main>
  );
}
