import { guidOf, subscriptionRows } from "./fill-rows";

type Subscription = ReturnType<typeof subscriptionRows>["subscription"];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When the product last asked about somebody: of ten, one was never asked about, one not for long, and nobody within the hour. */
function lastCheckedAt(number: number, now: Date): Date | null {
  const turn = number % 10;
  if (turn === 0) return null;
  return new Date(now.getTime() - (turn === 1 ? 45 : turn) * DAY - (number % 1_000) * 60_000);
}

/** Who has a seat of a subscription: all of its seats are taken while there are licenses left to give. */
export function licenseRows(publisherId: number, { id, tenantId, quantity, perSeat, status, createdAt }: Subscription, left: number, now: Date) {
  const seats = perSeat && status === "Subscribed" ? Math.min(quantity, left) : 0;
  // They are numbered backwards, so that no two subscriptions number alike.
  return Array.from({ length: seats }, (_, seat) => {
    const number = left - seat;
    const assignedAt = new Date(createdAt.getTime() + (seat + 1) * HOUR);
    return {
      id: guidOf(8, publisherId, number),
      userId: guidOf(9, publisherId, number),
      userUpn: `person${number}@customer.example`,
      subscriptionInfoId: id,
      status: "Assigned",
      publisherId,
      tenantId,
      name: `Person ${number}`,
      assignedAt,
      assignedBy: "Maria Keller",
      lastCheckedAt: lastCheckedAt(number, now),
    };
  });
}

export interface Licensed {
  readonly publisherId: number;
  /** How many subscriptions the publisher has, and how many licenses. */
  readonly count: number;
  readonly licenses: number;
}

/** Everybody with a license of a publisher that is filled with these rows. */
export function licensedPeople({ publisherId, count, licenses }: Licensed): { readonly tenantId: string; readonly userId: string }[] {
  const now = new Date(0);
  const people: { tenantId: string; userId: string }[] = [];
  for (let number = 0; number < count && people.length < licenses; number += 1) {
    const { subscription } = subscriptionRows({ publisherId, offerIds: [0], count, now }, number);
    people.push(...licenseRows(publisherId, subscription, licenses - people.length, now).map(({ tenantId, userId }) => ({ tenantId, userId })));
  }
  return people;
}
