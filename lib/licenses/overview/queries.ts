import { database } from "../../db/client";
import { sortedPage, type Page, type PageRequest } from "../../db/keyset";
import type { PublisherScope } from "../../kernel/context";
import { LINE_COLUMNS, toLine, type LineRow, type SubscriptionLine } from "../../subscriptions/line";
import { ALL_ASSIGNED, LATEST_FIRST, licenseConditions, sortWithin, type LicenseFilter, type LicenseSort } from "./filter";
import { idleDaysOf } from "./idle";
import type { IdleDays } from "./schema";

/** One license as the publisher's staff see it in a list of all. */
export interface LicenseLine {
  readonly id: string;
  readonly userId: string;
  readonly userUpn: string;
  readonly name: string | null;
  readonly status: string;
  readonly assignedAt: Date | null;
  readonly assignedBy: string | null;
  readonly unassignedAt: Date | null;
  readonly lastCheckedAt: Date | null;
  /** For how many days at least nobody has used it; null: it is not idle. */
  readonly idleDays: IdleDays | null;
  readonly subscription: SubscriptionLine;
}

export const LICENSE_COLUMNS = {
  id: true,
  userId: true,
  userUpn: true,
  name: true,
  status: true,
  assignedAt: true,
  assignedBy: true,
  unassignedAt: true,
  lastCheckedAt: true,
  subscription: { select: LINE_COLUMNS },
} as const;

interface LicenseRow extends Omit<LicenseLine, "idleDays" | "subscription"> {
  readonly subscription: LineRow;
}

export function toLicenseLine({ subscription, ...row }: LicenseRow, now: Date): LicenseLine {
  return { ...row, userId: row.userId.toLowerCase(), idleDays: idleDaysOf(row, now), subscription: toLine(subscription) };
}

export interface LicenseListRequest extends PageRequest, Partial<LicenseFilter> {
  readonly sort?: LicenseSort;
}

/** The licenses of all of a publisher's subscriptions, one keyset page: those that are assigned, the newest first, unless something else is asked for. */
export async function listLicenses({ scope, now }: { scope: PublisherScope; now: Date }, request: LicenseListRequest = {}): Promise<Page<LicenseLine>> {
  const { sort = LATEST_FIRST, limit, cursor, ...asked } = request;
  const filter = { ...ALL_ASSIGNED, ...asked };
  const conditions = await licenseConditions(scope, filter, now);
  const page = await sortedPage(sortWithin(sort, filter, now), { limit, cursor }, (keyset) =>
    database().subscriptionUser.findMany({ where: { AND: [...conditions, keyset.where] }, orderBy: keyset.orderBy, take: keyset.take, select: LICENSE_COLUMNS }),
  );
  return { ...page, items: page.items.map((row) => toLicenseLine(row, now)) };
}
