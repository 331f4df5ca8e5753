import type { ReactNode } from "react";
import { MonoId } from "@/components/ui/mono-id";

interface ActionDetailsProps {
  /** JSON object. */
  details: string | null;
  correlationId: string | null;
  /** Others that belong to it, by what they are called. */
  ids?: readonly (readonly [term: string, id: string | null])[];
}

/** What else is known of an action; folded until somebody asks. */
export function ActionDetails({ details, correlationId, ids = [] }: ActionDetailsProps): ReactNode {
  const known = [["Correlation id", correlationId] as const, ...ids].flatMap(([term, id]) => (id === null ? [] : [[term, id] as const]));
  if (details === null && known.length === 0) return null;
  return (
    <details className="mt-0.5 text-xs text-muted-foreground">
      <summary className="inline-block min-h-6 cursor-pointer rounded-sm py-1 hover:text-foreground">Details</summary>
      <dl className="flex flex-col gap-1 pb-1">
        {known.map(([term, id]) => (
          <Detail key={term} term={term}><MonoId value={id} /></Detail>
        ))}
        {Object.entries(readDetails(details)).map(([name, value]) => (
          <Detail key={name} term={name}>{String(value)}</Detail>
        ))}
      </dl>
    </details>
  );
}

function Detail({ term, children }: { term: string; children: ReactNode }): ReactNode {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2">
      <dt>{term}</dt>
      <dd className="min-w-0 break-words text-foreground">{children}</dd>
    </div>
  );
}

function readDetails(details: string | null): object {
  try {
    const value: unknown = JSON.parse(details ?? "{}");
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
