import { raiseAlert } from "../alerts/raise";
import { database } from "../db/client";
import type { TransactionContext } from "../db/transaction";
import type { Context } from "../kernel/context";
import { withoutPreview, type MarketplaceSubscription } from "../marketplace/fulfillment-schema";
import type { TechnicalConfiguration } from "../offers/technical-configurations";
import { COMPARED_COLUMNS, differencesBetween, type ComparedRow } from "./compare";
import { closeDrift, driftKey, driftTransaction, OPEN_DRIFT_COLUMNS, recordDrift, type Finding } from "./drift";

/** An offer of the publisher as it is registered here. */
export interface RegisteredOffer {
  readonly id: number;
  readonly plans: readonly { readonly planId: string; readonly perSeat: boolean }[];
}

/** What came of comparing some entries of the list. */
export interface Compared {
  /** To be added: ours do not have them, or have them without their offer. */
  readonly toAdd: readonly { readonly entry: MarketplaceSubscription; readonly offer: RegisteredOffer }[];
  /** Which differ, and which of them are to be asked about at the API: a list may be behind. */
  readonly differing: readonly string[];
  readonly toRepair: readonly string[];
  /** Ids of those that another publisher of this portal has, though this one's application lists them. */
  readonly foreign: readonly string[];
}

type Caller = Omit<Context, "scope">;
type Row = ComparedRow & { readonly subscriptionId: string; readonly publisherId: number | null; readonly offerId: number | null; readonly checkedAt: Date | null; readonly createdAt: Date };
type Verdict =
  | { readonly kind: "same" | "newer" | "elsewhere" | "foreign" }
  | { readonly kind: "new"; readonly offer: RegisteredOffer }
  | { readonly kind: "drift"; readonly findings: readonly Finding[] };

const AT_ONCE = 50;

/** What is compared, and in which time. */
export interface ComparedPage {
  readonly entries: readonly MarketplaceSubscription[];
  /** Before the page was asked for. */
  readonly askedAt: Date;
  /** When the comparison before this one began, which found no such difference; null: none did. */
  readonly comparedBefore: Date | null;
}

/** Compares entries with our rows and keeps what differs, a few in one short transaction. */
export async function comparePage(ctx: Caller, configuration: TechnicalConfiguration, page: ComparedPage): Promise<Compared> {
  const { entries } = page;
  const parts: Compared[] = [];
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    const some = { ...page, entries: entries.slice(from, from + AT_ONCE) };
    const offers = await findOffers(configuration, some.entries);
    parts.push(await driftTransaction(ctx, (writing) => compareSome(writing, configuration, some, offers)));
  }
  return {
    toAdd: parts.flatMap(({ toAdd }) => toAdd),
    differing: parts.flatMap(({ differing }) => differing),
    toRepair: parts.flatMap(({ toRepair }) => toRepair),
    foreign: parts.flatMap(({ foreign }) => foreign),
  };
}

interface Offers {
  readonly registered: ReadonlyMap<string, RegisteredOffer>;
  /** Ids of offers that another publisher of this portal sells through the same application. */
  readonly elsewhere: ReadonlySet<string>;
}

async function findOffers({ publisherId, tenantId, clientId }: TechnicalConfiguration, entries: readonly MarketplaceSubscription[]): Promise<Offers> {
  const offerIds = [...new Set(entries.map(({ offerId }) => withoutPreview(offerId)))];
  const found = await database().offer.findMany({
    where: { offerId: { in: offerIds }, OR: [{ publisherId }, { technicalConfiguration: { is: { tenantId, clientId } } }] },
    select: { id: true, publisherId: true, offerId: true, plans: { select: { planId: true, perSeat: true } } },
  });
  const mine = found.filter((offer) => offer.publisherId === publisherId);
  return { registered: new Map(mine.map((offer) => [offer.offerId, offer])), elsewhere: new Set(found.filter((offer) => offer.publisherId !== publisherId).map(({ offerId }) => offerId)) };
}

async function compareSome(ctx: Caller & TransactionContext, { publisherId }: TechnicalConfiguration, { entries, ...times }: ComparedPage, offers: Offers): Promise<Compared> {
  const ids = entries.map(({ id }) => id);
  const found = await ctx.tx.subscription.findMany({ where: { subscriptionId: { in: ids } }, select: { ...COMPARED_COLUMNS, subscriptionId: true, publisherId: true, offerId: true, checkedAt: true, createdAt: true } });
  const rows = new Map(found.map((row) => [row.subscriptionId.toLowerCase(), row]));
  const open = await ctx.tx.drift.findMany({ where: { publisherId, subscriptionId: { in: ids }, closedAt: null }, select: OPEN_DRIFT_COLUMNS });
  // The comparison before could not read these.
  const unread = new Set(open.flatMap(({ kind, subscriptionId }) => (kind === "unreadable" ? subscriptionId : [])));
  const verdicts = entries.map((entry) => ({ entry, verdict: verdictOf(entry, rows.get(entry.id), { publisherId, offers, ...times, ...(unread.has(entry.id) ? { comparedBefore: null } : {}) }) }));

  const [differing, toRepair] = [new Set<string>(), new Set<string>()];
  for (const { entry, verdict } of verdicts) {
    if (verdict.kind === "newer") continue;
    const findings = verdict.kind === "drift" ? verdict.findings : [];
    const keys = new Set(findings.map(driftKey));
    await closeDrift(ctx, open.filter((drift) => drift.subscriptionId === entry.id && !keys.has(driftKey(drift))), "gone");
    for (const finding of findings) {
      const kept = await keep(ctx, finding);
      if (kept !== "settled" && finding.kind !== "unregistered") differing.add(entry.id);
      // What stays Unsubscribed here whatever the API says is asked about once.
      if (finding.kind === "differs" ? kept !== "settled" : finding.kind === "ended" && kept === "new") toRepair.add(entry.id);
    }
  }
  return {
    toAdd: verdicts.flatMap(({ entry, verdict }) => (verdict.kind === "new" ? { entry, offer: verdict.offer } : [])),
    differing: [...differing],
    toRepair: [...toRepair],
    foreign: verdicts.flatMap(({ entry, verdict }) => (verdict.kind === "foreign" ? entry.id : [])),
  };
}

interface Surroundings extends Omit<ComparedPage, "entries"> {
  readonly publisherId: number;
  readonly offers: Offers;
}

/** What an entry of the list means for our row of it. */
function verdictOf(entry: MarketplaceSubscription, row: Row | undefined, { publisherId, offers, askedAt, comparedBefore }: Surroundings): Verdict {
  const offerId = withoutPreview(entry.offerId);
  const offer = offers.registered.get(offerId);
  const isElsewhere = offer === undefined && offers.elsewhere.has(offerId);
  if (row !== undefined && row.publisherId !== null && row.publisherId !== publisherId) return { kind: isElsewhere ? "elsewhere" : "foreign" };
  const facts = { publisherId, subscriptionId: entry.id, agreedAt: row === undefined ? null : agreedAt(row, comparedBefore) } as const;
  const isOurs = row !== undefined && row.publisherId !== null && row.offerId !== null;
  if (!isOurs && offer === undefined) {
    return isElsewhere ? { kind: "elsewhere" } : { kind: "drift", findings: [{ ...facts, kind: "unregistered", ours: null, theirs: offerId }] };
  }
  // A call of the webhook, or somebody at a page, was quicker than the list.
  if (row !== undefined && row.checkedAt !== null && row.checkedAt > askedAt) return { kind: "newer" };
  const theirStatus = entry.saasSubscriptionStatus;
  if (row?.status === "Unsubscribed" && theirStatus !== "Unsubscribed") {
    return { kind: "drift", findings: [{ ...facts, kind: "ended", ours: row.status, theirs: theirStatus }] };
  }
  if (!isOurs) return offer === undefined ? { kind: "same" } : { kind: "new", offer };
  const final = row.status === "Unsubscribed";
  const findings = differencesBetween(row, entry).map((difference): Finding => ({ ...facts, ...difference, kind: "differs", final }));
  return findings.length === 0 ? { kind: "same" } : { kind: "drift", findings };
}

/** When the API was asked last, or a list was compared last. A row that was never asked about was never compared. */
function agreedAt({ checkedAt, createdAt }: Row, comparedBefore: Date | null): Date | null {
  if (checkedAt === null || comparedBefore === null || comparedBefore < createdAt) return checkedAt;
  return comparedBefore > checkedAt ? comparedBefore : checkedAt;
}

async function keep(ctx: Caller & TransactionContext, finding: Finding): Promise<"new" | "known" | "settled"> {
  const kept = await recordDrift(ctx, finding);
  const { kind, publisherId, theirs } = finding;
  if (kind === "unregistered" && kept === "new" && theirs !== null && (await ctx.tx.drift.count({ where: { publisherId, kind, theirs, closedAt: null } })) === 1) {
    await raiseAlert(ctx, { publisherId, kind: "subscription-unregistered", about: theirs, message: `Microsoft lists subscriptions of the offer ${theirs}, which is not registered here. They are reported, and nothing else is done about them.` });
  }
  return kept;
}
