import { z } from "zod";
import { database } from "./client";
import { Prisma } from "./generated/sqlserver/client";

/** Somebody, and the publisher that asks about them. */
export interface Asked {
  readonly publisherId: number;
  /** Both in lower case. */
  readonly tenantId: string;
  readonly userId: string;
}

/** As both databases give it: SQL Server writes ids in upper case. */
const id = z.string().toLowerCase();
const flag = z.coerce.number().transform((one) => one === 1);
const rowsSchema = z.array(
  z.object({
    Id: id,
    SubscriptionId: id,
    PublisherId: z.number(),
    TenantId: id,
    BeneficiaryObjectId: id.nullable(),
    PlanId: z.string(),
    /** Paid by seat, as Microsoft or the catalogue says. */
    PerSeat: flag,
    Status: z.string(),
    /** Whether all seats are taken. */
    IsFull: flag,
    CreatedAt: z.coerce.date(),
    OfferId: z.string().nullable(),
    LicenseModel: z.string().nullable(),
    UserId: id.nullable(),
    LicenseId: id.nullable(),
    LastCheckedAt: z.coerce.date().nullable(),
  }),
);

/** A subscription; with each license in it that one of the people has, once for each. */
export type LicenseCandidate = z.output<typeof rowsSchema>[number];

const COLUMNS = Prisma.sql`s."Id", s."SubscriptionId", s."PublisherId", s."TenantId", s."BeneficiaryObjectId", s."PlanId", s."Status", s."CreatedAt",
  CASE WHEN s."PerSeat" = 1 OR p."PerSeat" = 1 THEN 1 ELSE 0 END AS "PerSeat", CASE WHEN s."AcquiredLicenses" >= s."Quantity" THEN 1 ELSE 0 END AS "IsFull",
  o."OfferId", p."LicenseModel", u."UserId", u."Id" AS "LicenseId", u."LastCheckedAt"`;

const seatsSchema = z.array(z.object({ Id: id, SubscriptionId: id, PublisherId: z.number(), TenantId: id, PlanId: z.string(), Status: z.string(), CreatedAt: z.coerce.date(), OfferId: z.string().nullable(), UserId: id, LicenseId: id, LastCheckedAt: z.coerce.date().nullable() }));

/** A seat that somebody has, with its subscription. */
export type AssignedSeat = z.output<typeof seatsSchema>[number];

/**
 * The seats that people have in active subscriptions: all that most of those need who are asked about, for half of what
 * {@link candidatesOfOrganisations} takes. Rows may name people in each other's tenants. The same in both dialects.
 * @param asked at most 900.
 */
export async function assignedSeats(asked: readonly [Asked, ...Asked[]]): Promise<AssignedSeat[]> {
  return seatsSchema.parse(
    await database().$queryRaw(Prisma.sql`SELECT s."Id", s."SubscriptionId", s."PublisherId", s."TenantId", s."PlanId", s."Status", s."CreatedAt", o."OfferId", u."UserId", u."Id" AS "LicenseId", u."LastCheckedAt"
      FROM "SubscriptionUsers" u JOIN "Subscriptions" s ON s."Id" = u."SubscriptionInfoId" AND s."TenantId" = u."TenantId" AND s."Status" = 'Subscribed'
      LEFT JOIN "Offers" o ON o."Id" = s."OfferId"
      WHERE u."TenantId" IN (${joined(asked.map(({ tenantId }) => tenantId))}) AND u."UserId" IN (${joined(asked.map(({ userId }) => userId))}) AND u."Status" = 'Assigned'`),
  );
}

/**
 * What may give one of these people a license: the subscriptions of their organisations, with what they have in them. One
 * statement, because Prisma makes one of each table and works each out anew. It is the same in both dialects.
 * @param asked at most 500: each brings up to three parameters.
 */
export async function candidatesOfOrganisations(asked: readonly [Asked, ...Asked[]]): Promise<LicenseCandidate[]> {
  return find(asked, Prisma.sql`s."TenantId" IN (${joined(asked.map(({ tenantId }) => tenantId))})`);
}

/**
 * The same for people with a personal account, who share one tenant: what is theirs, and what they have a license in.
 * @param asked at most 400.
 */
export async function candidatesOfPersons(asked: readonly [Asked, ...Asked[]]): Promise<LicenseCandidate[]> {
  const people = joined(asked.map(({ userId }) => userId));
  return find(asked, Prisma.sql`s."TenantId" = ${asked[0].tenantId} AND (u."Id" IS NOT NULL OR s."BeneficiaryObjectId" IN (${people}))`);
}

async function find(asked: readonly [Asked, ...Asked[]], condition: Prisma.Sql): Promise<LicenseCandidate[]> {
  const publishers = joined(asked.map(({ publisherId }) => publisherId));
  const people = joined(asked.map(({ userId }) => userId));
  // By the tenant, of which there are few: SQLite would rather walk all that the publisher sells, were it not for the sum.
  return rowsSchema.parse(
    await database().$queryRaw(Prisma.sql`SELECT ${COLUMNS} FROM "Subscriptions" s
      LEFT JOIN "Offers" o ON o."Id" = s."OfferId"
      LEFT JOIN "Plans" p ON p."OfferId" = s."OfferId" AND p."PlanId" = s."PlanId"
      LEFT JOIN "SubscriptionUsers" u ON u."SubscriptionInfoId" = s."Id" AND u."Status" = 'Assigned' AND u."UserId" IN (${people})
      WHERE s."PublisherId" + 0 IN (${publishers}) AND ${condition}`),
  );
}

function joined(values: readonly (string | number)[]): Prisma.Sql {
  return Prisma.join([...new Set(values)]);
}
