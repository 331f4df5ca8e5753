import { randomUUID } from "node:crypto";
import { z } from "zod";

/** A new random id for a row of ours or for a request; lower-case, as all ids are compared. */
export function newId(): string {
  return randomUUID();
}

/**
 * Ids that Microsoft makes are GUID-shaped, but mostly not RFC 4122 (docs/marketplace/fulfillment.md):
 * `z.uuid()` would refuse most real subscriptions. Lower-cased, because they are compared as text.
 */
export const guid = z.guid().transform((id) => id.toLowerCase());

/** A publisherKey or offerKey: what stands in an address. */
export const addressKey = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, "use 1 to 60 of a-z, 0-9 and - (not at an end)");

/** The tenant that all personal Microsoft accounts share: it is not an organisation (docs/marketplace/sign-in.md). */
export const PERSONAL_ACCOUNTS_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
