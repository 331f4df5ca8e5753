"use client";

import { useSyncExternalStore } from "react";
import type { ComponentProps } from "react";
import { Problem } from "@/components/page/problem";
import { Button } from "@/components/ui/button";
import { TOO_MANY_REQUESTS } from "@/lib/kernel/errors";
import texts from "@/messages/faults/en.json";

/** What a fault looks like to a person: plain words, a way on, and what support finds it by. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  // The server puts it on <html>: an error boundary cannot read headers.
  const requestId = useSyncExternalStore(
    () => () => undefined,
    () => document.documentElement.dataset.requestId ?? "",
    () => "",
  );
  const words = wordsFor(error.digest);
  return (
    <main className="mx-auto w-full max-w-4xl px-4 py-10 sm:px-6">
      <Problem
        {...words}
        actions={<Button onClick={reset}>{texts.retry}</Button>}
        requestId={[error.digest, requestId].filter(Boolean).join(" · ")}
      />
    </main>
  );
}

/** Only what the server has thrown carries a digest, and stands in its log. */
function wordsFor(digest: string | undefined): Pick<ComponentProps<typeof Problem>, "kind" | "title" | "children" | "advice"> {
  if (digest === TOO_MANY_REQUESTS) return { kind: "warning", title: texts.tooOftenTitle, children: texts.tooOften, advice: texts.tooOftenTodo };
  return { kind: "error", title: texts.title, children: digest ? texts.body : texts.unreachable, advice: texts.todo };
}
