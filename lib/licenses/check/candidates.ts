import { candidatesOfOrganisations, candidatesOfPersons, type Asked, type LicenseCandidate } from "../../db/license-candidates";
import { Together } from "../../db/together";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { licenseModelOf } from "../../subscriptions/license-model";
import type { Candidate } from "./policy";

/** A {@link Candidate}, and of which offer it is. */
export interface OfferedCandidate extends Candidate {
  /** Microsoft's offer id, without -preview; null where the offer is not registered. */
  readonly offerId: string | null;
}

/**
 * What may give somebody a license, of one publisher's subscriptions. All who ask while the last look is under way share
 * the next one: nothing is remembered, so a seat that was taken back counts from the next question on.
 */
export async function findCandidates(asked: Asked): Promise<OfferedCandidate[]> {
  return lookups.add(asked);
}

const lookups = new Together({ most: 100, run: findTogether });

async function findTogether(asked: readonly [Asked, ...Asked[]]): Promise<OfferedCandidate[][]> {
  const isPersonal = ({ tenantId }: Asked): boolean => tenantId === PERSONAL_ACCOUNTS_TENANT;
  const [persons, people] = [asked.filter(isPersonal), asked.filter((each) => !isPersonal(each))];
  const rows = [...(await (isSome(people) ? candidatesOfOrganisations(people) : [])), ...(await (isSome(persons) ? candidatesOfPersons(persons) : []))];
  const byTenant = new Map<string, LicenseCandidate[]>();
  for (const row of rows) {
    const key = tenantKey({ publisherId: row.PublisherId, tenantId: row.TenantId });
    const known = byTenant.get(key);
    if (known === undefined) byTenant.set(key, [row]);
    else known.push(row);
  }
  return asked.map((each) => candidatesFor(each.userId, byTenant.get(tenantKey(each)) ?? []));
}

function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function tenantKey({ publisherId, tenantId }: Pick<Asked, "publisherId" | "tenantId">): string {
  return `${publisherId} ${tenantId}`;
}

/** The rows name others who asked at the same time, too: each subscription once, with this person's license alone. */
function candidatesFor(userId: string, rows: readonly LicenseCandidate[]): OfferedCandidate[] {
  const found = new Map<string, OfferedCandidate>();
  for (const row of rows) if (row.UserId === userId || !found.has(row.Id)) found.set(row.Id, candidateOf(row, userId));
  return [...found.values()];
}

function candidateOf(row: LicenseCandidate, userId: string): OfferedCandidate {
  const { PlanId: planId, PerSeat: perSeat, LicenseModel: licenseModel } = row;
  return {
    id: row.Id,
    subscriptionId: row.SubscriptionId,
    tenantId: row.TenantId,
    beneficiaryObjectId: row.BeneficiaryObjectId,
    planId,
    status: row.Status,
    model: licenseModelOf({ planId, perSeat, offer: { plans: [{ planId, perSeat, licenseModel }] } }),
    isFull: row.IsFull,
    createdAt: row.CreatedAt,
    license: row.UserId === userId && row.LicenseId !== null ? { id: row.LicenseId, lastCheckedAt: row.LastCheckedAt } : null,
    offerId: row.OfferId,
  };
}
