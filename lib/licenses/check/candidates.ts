import { assignedSeats, candidatesOfOrganisations, candidatesOfPersons, type Asked, type AssignedSeat, type LicenseCandidate } from "../../db/license-candidates";
import { Together } from "../../db/together";
import { PERSONAL_ACCOUNTS_TENANT } from "../../kernel/ids";
import { licenseModelOf } from "../../subscriptions/license-model";
import type { Candidate } from "./policy";

/** A {@link Candidate}, and of which offer it is. */
export interface OfferedCandidate extends Candidate {
  /** Microsoft's offer id, without -preview; null where the offer is not registered. */
  readonly offerId: string | null;
}

/** Somebody, the publisher that asks about them, and of which offer's license. */
export interface Question extends Asked {
  /** Microsoft's offer id, without -preview; undefined: of any. */
  readonly offerId: string | undefined;
}

/**
 * What may give somebody a license, of one publisher's subscriptions: the seats that they have in active ones, because
 * nothing is better (./policy), and only where there is none everything else. All who ask while the last look is under way
 * share the next one: nothing is remembered, so a seat that was taken back counts from the next question on.
 */
export async function findCandidates(question: Question): Promise<OfferedCandidate[]> {
  const seats = await seatsOf.add(question);
  return seats.length > 0 ? seats : everythingFor.add(question);
}

const seatsOf = new Together({ most: 100, run: findSeats });
const everythingFor = new Together({ most: 100, run: findEverything });

async function findSeats(asked: readonly [Question, ...Question[]]): Promise<OfferedCandidate[][]> {
  const seats = await assignedSeats(asked);
  return asked.map((question) => seats.filter((seat) => seat.UserId === question.userId && tenantKey(seat) === keyOf(question)).map(seatCandidate).filter(isOf(question)));
}

async function findEverything(asked: readonly [Question, ...Question[]]): Promise<OfferedCandidate[][]> {
  const isPersonal = ({ tenantId }: Asked): boolean => tenantId === PERSONAL_ACCOUNTS_TENANT;
  const [persons, people] = [asked.filter(isPersonal), asked.filter((each) => !isPersonal(each))];
  const rows = [...(await (isSome(people) ? candidatesOfOrganisations(people) : [])), ...(await (isSome(persons) ? candidatesOfPersons(persons) : []))];
  const byTenant = new Map<string, LicenseCandidate[]>();
  for (const row of rows) {
    const known = byTenant.get(tenantKey(row));
    if (known === undefined) byTenant.set(tenantKey(row), [row]);
    else known.push(row);
  }
  return asked.map((question) => candidatesFor(question.userId, byTenant.get(keyOf(question)) ?? []).filter(isOf(question)));
}

function isOf({ offerId }: Question): (candidate: OfferedCandidate) => boolean {
  return (candidate) => offerId === undefined || candidate.offerId === offerId;
}

function isSome<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function tenantKey({ PublisherId, TenantId }: Pick<AssignedSeat, "PublisherId" | "TenantId">): string {
  return `${PublisherId} ${TenantId}`;
}

function keyOf({ publisherId, tenantId }: Asked): string {
  return tenantKey({ PublisherId: publisherId, TenantId: tenantId });
}

/** Whoever has a seat is not asked for the rest, so that it does not matter what stands there. */
function seatCandidate({ LicenseId, LastCheckedAt, ...seat }: AssignedSeat): OfferedCandidate {
  return {
    id: seat.Id,
    subscriptionId: seat.SubscriptionId,
    tenantId: seat.TenantId,
    beneficiaryObjectId: null,
    planId: seat.PlanId,
    status: seat.Status,
    model: "seat",
    isFull: true,
    createdAt: seat.CreatedAt,
    license: { id: LicenseId, lastCheckedAt: LastCheckedAt },
    offerId: seat.OfferId,
  };
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
