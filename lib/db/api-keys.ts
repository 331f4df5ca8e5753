import { z } from "zod";
import { database } from "./client";
import { Prisma } from "./generated/sqlserver/client";

const rowsSchema = z.array(
  z.object({
    Id: z.number(),
    Hash: z.string(),
    Name: z.string(),
    Scopes: z.string(),
    LastUsedAt: z.coerce.date().nullable(),
    RevokedAt: z.coerce.date().nullable(),
    PublisherId: z.number(),
    PublisherKey: z.string(),
  }),
);

/** An API key, and whose it is. */
export type ApiKeyRow = z.output<typeof rowsSchema>[number];

/**
 * API keys by their hashes, revoked ones too, in one statement: every call of the v1 API begins with it, and Prisma asks for
 * the publishers by another one. It is the same in both dialects.
 * @param hashes at most 2,000.
 */
export async function findApiKeys(hashes: readonly [string, ...string[]]): Promise<ApiKeyRow[]> {
  return rowsSchema.parse(
    await database().$queryRaw(Prisma.sql`SELECT k."Id", k."Hash", k."Name", k."Scopes", k."LastUsedAt", k."RevokedAt", k."PublisherId", p."Key" AS "PublisherKey"
      FROM "ApiKeys" k JOIN "Publishers" p ON p."Id" = k."PublisherId" WHERE k."Hash" IN (${Prisma.join([...new Set(hashes)])})`),
  );
}
