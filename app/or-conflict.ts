import { PortalError } from "@/lib/kernel/errors";

export type Settled<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "conflict"; readonly words: string };

/** What a form shows beside its fields, where what stands in the way is something else than what was entered. */
export async function orConflict<T>(change: Promise<T>): Promise<Settled<T>> {
  try {
    return { kind: "done", value: await change };
  } catch (error) {
    if (!(error instanceof PortalError) || error.code !== "conflict") throw error;
    return { kind: "conflict", words: `${error.explanation.what} ${error.explanation.todo}` };
  }
}
