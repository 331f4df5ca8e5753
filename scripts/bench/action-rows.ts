import { sealAfter, type Place } from "@/lib/actions/seal/chain";
import { guidOf, mixed, type Of } from "./fill-rows";

const DAY = 24 * 3_600_000;
const YEARS = 3;

/** Of a hundred actions, how many are of which type. */
const TYPES = [
  { type: "Assign", share: 40 },
  { type: "Unassign", share: 20 },
  { type: "ChangeQuantity", share: 15 },
  { type: "Renew", share: 15 },
  { type: "ChangePlan", share: 10 },
] as const;

/** So many people do everything: each fills more than a page, also of the small log. */
const PEOPLE = 5;

/** Action number `number`, the oldest first: who did what to which of `count / 100` subscriptions, and to whom. */
export function actionRow({ publisherId, offerIds, count, now }: Of, number: number) {
  let rest = mixed(number, 21) % 100;
  const { type } = TYPES.find(({ share }) => (rest -= share) < 0) ?? TYPES[0];
  const person = mixed(number, 22) % PEOPLE;
  const subscription = mixed(number, 23) % Math.ceil(count / 100);
  const concerned = type === "Assign" || type === "Unassign" ? mixed(number, 24) % count : null;
  const concernedUserId = concerned === null ? null : guidOf(14, publisherId, concerned);
  return {
    id: guidOf(11, publisherId, number),
    type,
    initiatorUserId: initiatorOf(publisherId, person),
    date: new Date(now.getTime() - (1 - number / count) * YEARS * 365 * DAY),
    subscriptionInfoId: guidOf(3, publisherId, subscription),
    subscriptionUserId: null,
    publisherId,
    actorKind: "user",
    actorTenantId: guidOf(13, publisherId, 0),
    actorName: nameOfPerson(person),
    correlationId: guidOf(15, publisherId, number),
    details: concerned === null ? null : JSON.stringify({ user: `person${concerned}@customer.example`, userId: concernedUserId }),
    offerId: offerIds[mixed(number, 25) % offerIds.length] ?? null,
    concernedUserId,
  };
}

export function initiatorOf(publisherId: number, person: number): string {
  return guidOf(12, publisherId, person);
}

export function nameOfPerson(person: number): string {
  return `Colleague ${person}`;
}

/** Rows `first` to before `end` with their seals, and where the chain stands after them. */
export function sealedRows(of: Of, first: number, end: number, before: Place) {
  let place = before;
  const rows = Array.from({ length: end - first }, (_, offset) => {
    const row = actionRow(of, first + offset);
    place = sealAfter(place, row);
    return { ...row, sealNumber: place.number, seal: place.seal };
  });
  return { rows, place };
}
