import { notFound } from "next/navigation";
import { z } from "zod";
import { guid } from "@/lib/kernel/ids";

/** Where files are brought, for one subscription. */
export function importsPath(subscriptionId: string): string {
  return `/subscriptions/${subscriptionId}/users/import`;
}

/** An import's id as it stands in an address; anything else is not there. */
export function readImportId(text: string): number {
  return z.string().regex(/^[1-9]\d{0,8}$/).transform(Number).safeParse(text).data ?? notFound();
}

/** What an action is bound to comes back from the browser, as whatever somebody made of it. */
export function readBound(subscriptionId: unknown, importId: unknown): { readonly subscriptionId: string; readonly importId: number } {
  return z.object({ subscriptionId: guid, importId: z.int32().positive() }).safeParse({ subscriptionId, importId }).data ?? notFound();
}
