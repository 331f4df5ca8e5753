import { notFound } from "next/navigation";
import { z } from "zod";
import { guid } from "@/lib/kernel/ids";

/** Anybody may call an action with anything: what has not the form of an id of Microsoft's is not there. */
export function guidOf(given: unknown): string {
  return guid.safeParse(given).data ?? notFound();
}

/** The number of a row: an invitation, a request. */
export function rowIdOf(given: unknown): number {
  return z.int32().positive().safeParse(given).data ?? notFound();
}
