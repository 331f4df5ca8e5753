import { forbidden, notFound } from "next/navigation";
import { PortalError } from "@/lib/kernel/errors";

/** Turns "not there, or not yours" into the 404 page and "not in your role" into the 403 page; every other fault goes on to the error page. */
export async function orNotFound<T>(lookup: Promise<T>): Promise<T> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof PortalError && error.code === "not-found") notFound();
    if (error instanceof PortalError && error.code === "forbidden") forbidden();
    throw error;
  }
}
