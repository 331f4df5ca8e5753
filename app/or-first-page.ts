import { redirect } from "next/navigation";
import { PortalError } from "@/lib/kernel/errors";

/** A list whose cursor is of no use, an old bookmark's for example, begins at its first page. */
export async function orFirstPage<T>(list: Promise<T>, firstPage: string): Promise<T> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof PortalError && error.code === "invalid-input") redirect(firstPage);
    throw error;
  }
}
