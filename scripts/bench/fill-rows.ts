/** A made-up publisher's past: who bought which plan when, and what became of it. The same for the same numbers. */

export interface Plan {
  readonly planId: string;
  readonly name: string;
  readonly perSeat: boolean;
  readonly termUnit: "P1M" | "P1Y";
  readonly price: number;
}

export const OFFERS = ["Ledgerlight", "Teamboard", "Inkwell"] as const;
export const PLANS: readonly Plan[] = [
  { planId: "basic-monthly", name: "Basic", perSeat: false, termUnit: "P1M", price: 29 },
  { planId: "pro-annual", name: "Pro, yearly", perSeat: false, termUnit: "P1Y", price: 890 },
  { planId: "team-monthly", name: "Team", perSeat: true, termUnit: "P1M", price: 6.5 },
  { planId: "enterprise-annual", name: "Enterprise", perSeat: true, termUnit: "P1Y", price: 118.8 },
];

const PLACES = ["Aurora", "Harbor", "Contoso", "Fabrikam", "Northstar", "Riverside", "Summit", "Meridian", "Cobalt", "Juniper", "Lakeview", "Redwood", "Sterling"];
const TRADES = ["Dental", "Logistics", "Architects", "Bakery", "Consulting", "Textiles", "Robotics", "Travel", "Legal", "Farms", "Energy"];
const PEOPLE = ["maria.keller", "jonas.weber", "amara.okafor", "li.wei", "sofia.rossi", "noah.janssen", "priya.nair"];

/** Of a hundred subscriptions, how many stand where. Pending ones are on the landing page still, and have no activation. */
const STATUSES = [
  { status: "Subscribed", share: 74 },
  { status: "Suspended", share: 8 },
  { status: "Unsubscribed", share: 14 },
  { status: "PendingFulfillmentStart", share: 4 },
] as const;

const DAY = 24 * 3_600_000;
const YEARS = 3;
/** Half of the customers have a second subscription. */
const SUBSCRIPTIONS_PER_CUSTOMER = 1.5;
const RESELLERS = 40;

/** Spreads neighbours: without it all that is new would be of one plan and one state. */
export function mixed(number: number, salt: number): number {
  let hash = Math.imul(number ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function pick<T>(list: readonly T[], number: number): T {
  const chosen = list[number % list.length];
  if (chosen === undefined) throw new Error("there is nothing to pick from");
  return chosen;
}

/** A GUID that stands for one thing of one publisher. */
export function guidOf(kind: number, publisherId: number, number: number): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, "0").slice(-digits);
  return `${hex(mixed(number, kind), 8)}-${hex(kind, 4)}-4${hex(publisherId, 3)}-8${hex(mixed(number, kind + 7), 3)}-${hex(number, 12)}`;
}

interface Customer {
  readonly number: number;
  readonly name: string;
  readonly email: string;
  readonly tenantId: string;
  readonly objectId: string;
}

function customerOf(publisherId: number, number: number): Customer {
  const [place, trade] = [pick(PLACES, mixed(number, 1)), pick(TRADES, mixed(number, 2))];
  return {
    number,
    name: `${place} ${trade} ${number}`,
    email: `${pick(PEOPLE, mixed(number, 3))}@${place}-${trade}-${number}.example`.toLowerCase(),
    tenantId: guidOf(1, publisherId, number),
    objectId: guidOf(2, publisherId, number),
  };
}

function statusOf(number: number): string {
  let rest = mixed(number, 4) % 100;
  return (STATUSES.find(({ share }) => (rest -= share) < 0) ?? STATUSES[0]).status;
}

export interface Of {
  readonly publisherId: number;
  readonly offerIds: readonly number[];
  /** How many subscriptions it has in all. */
  readonly count: number;
  readonly now: Date;
}

/** Subscription number `number` of `count`, the newest first, with its activation and what was done about it. */
export function subscriptionRows({ publisherId, offerIds, count, now }: Of, number: number) {
  const customer = customerOf(publisherId, number % Math.ceil(count / SUBSCRIPTIONS_PER_CUSTOMER));
  const plan = pick(PLANS, mixed(number, 5));
  const offer = mixed(number, 6);
  const status = statusOf(number);
  const isPending = status === "PendingFulfillmentStart";
  const resold = mixed(number, 7) % 10 === 0;
  const createdAt = new Date(now.getTime() - ((number + 0.5) / count) * YEARS * 365 * DAY);
  const term = (plan.termUnit === "P1M" ? 30 : 365) * DAY;
  const startDate = isPending ? null : new Date(now.getTime() - ((now.getTime() - createdAt.getTime()) % term));
  const endDate = startDate === null ? null : new Date(startDate.getTime() + term);
  const id = guidOf(3, publisherId, number);
  const subscriptionId = guidOf(4, publisherId, number);
  const party = { emailId: customer.email, objectId: customer.objectId, tenantId: customer.tenantId, puid: null };
  const terms = [{ currency: "EUR", price: plan.price, termUnit: plan.termUnit, termDescription: plan.termUnit === "P1M" ? "Monthly" : "Annual", meteredQuantityIncluded: [] }];
  const actor = { publisherId, subscriptionInfoId: id, actorKind: "user", actorTenantId: customer.tenantId, actorName: customer.email, initiatorUserId: customer.objectId };
  const minutesLater = (minutes: number) => new Date(createdAt.getTime() + minutes * 60_000);
  return {
    subscription: {
      id,
      subscriptionId,
      planId: plan.planId,
      tenantId: customer.tenantId,
      quantity: plan.perSeat ? 1 + (mixed(number, 8) % 60) : 1,
      startDate,
      endDate,
      status,
      billingCycle: plan.termUnit,
      publisherId,
      offerId: pick(offerIds, offer),
      name: `${customer.name}, ${pick(OFFERS, offer)}`,
      beneficiaryObjectId: customer.objectId,
      beneficiaryEmail: customer.email,
      purchaserTenantId: resold ? guidOf(5, publisherId, mixed(number, 9) % RESELLERS) : customer.tenantId,
      purchaserObjectId: resold ? null : customer.objectId,
      purchaserEmail: resold ? null : customer.email,
      contactEmail: isPending ? null : customer.email,
      isFreeTrial: mixed(number, 10) % 12 === 0,
      allowedCustomerOperations: "Delete Update Read",
      perSeat: plan.perSeat,
      marketplaceJson: JSON.stringify({ id: subscriptionId, name: customer.name, planId: plan.planId, saasSubscriptionStatus: status, beneficiary: party, purchaser: party, autoRenew: true, isTest: false, sandboxType: "None", sessionMode: "None" }),
      planJson: JSON.stringify({ planId: plan.planId, displayName: plan.name, isPrivate: false, description: `${plan.name} for any company.`, isPricePerSeat: plan.perSeat, isStopSell: false, market: "DE", planComponents: { recurrentBillingTerms: terms, meteringDimensions: [] } }),
      marketplaceCreatedAt: createdAt,
      checkedAt: minutesLater(10),
      endedAt: status === "Unsubscribed" ? minutesLater(20 * 24 * 60) : null,
      createdAt,
    },
    activations: isPending
      ? []
      : [{ subscriptionInfoId: id, state: "subscribed", requestedTenantId: customer.tenantId, requestedObjectId: customer.objectId, requestedName: customer.email, requestedAt: minutesLater(2), attempts: 1, acceptedAt: minutesLater(2), finishedAt: minutesLater(5) }],
    actions: [
      { ...actor, id: guidOf(6, publisherId, number), type: "Resolve", date: minutesLater(1) },
      ...(isPending ? [] : [{ ...actor, id: guidOf(7, publisherId, number), type: "Activate", date: minutesLater(2) }]),
    ],
  };
}
