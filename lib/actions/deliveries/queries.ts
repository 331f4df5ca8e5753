import { may } from "../../auth/permissions";
import { database } from "../../db/client";
import { searchedPage, type Keyset, type PageRequest, type Searched, type SearchedPage, type SortDirection } from "../../db/keyset";
import type { PublisherScope, SystemScope } from "../../kernel/context";
import { NotFoundError } from "../../kernel/errors";
import { guid } from "../../kernel/ids";
import { curlCommand } from "./curl";
import { problemWords } from "./problem-words";
import { ATTEMPTS_KEPT, DELIVERY_STATES, type EndpointKind } from "./schema";

/** One message as a list shows it; nothing of its body. */
export interface DeliveryLine {
  readonly number: number;
  /** With msg_ before it the webhook-id. */
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly attempts: number;
  readonly lastStatus: number | null;
  /** What went wrong at the last attempt, in words. */
  readonly lastProblem: string | null;
  readonly createdAt: Date;
  readonly nextAt: Date | null;
  readonly finishedAt: Date | null;
  readonly endpoint: { readonly id: number; readonly kind: string; readonly offerKey: string; readonly offerName: string };
  /** By Microsoft's id; null where it is about none. */
  readonly subscription: { readonly id: string; readonly name: string } | null;
}

/** What a list of messages is narrowed down to; null: whatever there is. */
export interface DeliveryFilter {
  readonly endpointId: number | null;
  readonly state: string | null;
  readonly kind: string | null;
  /** Microsoft's id of a subscription, or a webhook-id. */
  readonly search: string;
}

const ALL_DELIVERIES: DeliveryFilter = { endpointId: null, state: null, kind: null, search: "" };

const LINE_COLUMNS = {
  number: true,
  id: true,
  kind: true,
  subject: true,
  state: true,
  attempts: true,
  lastStatus: true,
  lastProblem: true,
  createdAt: true,
  nextAt: true,
  finishedAt: true,
  endpoint: { select: { id: true, kind: true, offer: { select: { key: true, name: true } } } },
  subscription: { select: { subscriptionId: true, name: true } },
} as const;

interface LineRow extends Omit<DeliveryLine, "endpoint" | "subscription"> {
  readonly endpoint: { readonly id: number; readonly kind: string; readonly offer: { readonly key: string; readonly name: string } };
  readonly subscription: { readonly subscriptionId: string; readonly name: string | null } | null;
}

/** Names each column, so that a row with more of them hands out no more. */
function toLine({ number, id, kind, subject, state, attempts, lastStatus, lastProblem, createdAt, nextAt, finishedAt, endpoint, subscription }: LineRow): DeliveryLine {
  return {
    number,
    id: id.toLowerCase(),
    kind,
    subject,
    state,
    attempts,
    lastStatus,
    lastProblem: problemWords(lastProblem),
    createdAt,
    nextAt,
    finishedAt,
    endpoint: { id: endpoint.id, kind: endpoint.kind, offerKey: endpoint.offer.key, offerName: endpoint.offer.name },
    subscription: subscription && { id: subscription.subscriptionId.toLowerCase(), name: subscription.name || subscription.subscriptionId.toLowerCase() },
  };
}

/** The rows that commands and queries of a scope reach. */
export function within(scope: PublisherScope | SystemScope): { readonly publisherId?: number } {
  return scope.kind === "publisher" ? { publisherId: scope.publisherId } : {};
}

type NumberedKeyset = Keyset<{ number?: { lt: number } | { gt: number } }, { number: SortDirection }>;

/** A stretch of an index, each of them in the order of numbers; the rest of a filter is looked for in it. */
interface Sought {
  readonly stretches: readonly object[];
  readonly rest: Readonly<Partial<Record<"state" | "kind" | "endpointId", string | number>>>;
}

/**
 * Messages, newest first. What no index holds is looked for in so many of them at a time: a page may then hold few lines,
 * or none, and still be followed by others.
 */
export async function listDeliveries(scope: PublisherScope | SystemScope, request: PageRequest & Partial<DeliveryFilter> = {}): Promise<SearchedPage<DeliveryLine>> {
  const { limit, cursor, ...filter } = request;
  const sought = await seek(scope, { ...ALL_DELIVERIES, ...filter });
  const page = await searchedPage({ limit, cursor }, (keyset) => findNumbers(sought, keyset));
  const rows = await database().delivery.findMany({ where: { number: { in: page.items.map(({ number }) => number) } }, orderBy: { number: "desc" }, select: LINE_COLUMNS });
  return { ...page, items: rows.map(toLine) };
}

async function seek(scope: PublisherScope | SystemScope, { endpointId, state, kind, search }: DeliveryFilter): Promise<Sought> {
  const publisher = within(scope);
  const rest = { ...(state === null ? {} : { state }), ...(kind === null ? {} : { kind }), ...(endpointId === null ? {} : { endpointId }) };
  if (search.trim() !== "") {
    const found = await findSearched(scope, search);
    return { stretches: found === null ? [] : [found], rest };
  }
  const kinds = kind === null ? {} : { kind };
  if (endpointId !== null) {
    const found = await database().endpoint.findFirst({ where: { id: endpointId, ...publisher }, select: { id: true } });
    // Whose it is, is settled here: with the publisher beside it, a database might take the publisher's index instead.
    return { stretches: found === null ? [] : (state === null ? DELIVERY_STATES : [state]).map((each) => ({ endpointId, state: each })), rest: kinds };
  }
  if (state === null) return { stretches: [publisher], rest: kinds };
  if (scope.kind === "publisher") return { stretches: [{ ...publisher, state }], rest: kinds };
  // Over all publishers there is no index by state, but one for each endpoint.
  const endpoints = await database().endpoint.findMany({ select: { id: true }, orderBy: { id: "asc" } });
  return { stretches: endpoints.map(({ id }) => ({ endpointId: id, state })), rest: kinds };
}

async function findSearched(scope: PublisherScope | SystemScope, search: string): Promise<object | null> {
  const id = guid.safeParse(search.trim().replace(/^msg_/i, "")).data;
  if (id === undefined) return null;
  const subscription = await database().subscription.findFirst({ where: { subscriptionId: id, ...within(scope) }, select: { id: true } });
  return subscription === null ? { id, ...within(scope) } : { subscriptionInfoId: subscription.id };
}

const BATCH = 500;
const MOST_BATCHES = 10;
/** After so many messages among which a search has not found enough, it pauses. */
export const MOST_LOOKED_THROUGH = BATCH * MOST_BATCHES;

interface Numbered {
  readonly number: number;
}

async function findNumbers({ stretches, rest }: Sought, { where, orderBy, take }: NumberedKeyset): Promise<Searched<Numbered>> {
  const conditions = Object.entries(rest);
  const [newer, older] = orderBy.number === "desc" ? (["gt", "lt"] as const) : (["lt", "gt"] as const);
  const batch = conditions.length === 0 ? take : BATCH;
  const found: Numbered[] = [];
  for (let [beyond, batches] = [where, 1]; ; batches += 1) {
    const read = await Promise.all(stretches.map((stretch) => database().delivery.findMany({ where: { AND: [stretch, beyond] }, orderBy, take: batch, select: { number: true, state: true, kind: true, endpointId: true } })));
    const rows = read.flat().sort((left, right) => (newer === "gt" ? right.number - left.number : left.number - right.number)).slice(0, batch);
    found.push(...rows.filter((row) => conditions.every(([name, value]) => Object.entries(row).some(([column, held]) => column === name && held === value))));
    const last = rows.at(-1);
    if (last === undefined || rows.length < batch || found.length >= take) return { rows: found.slice(0, take), stoppedAt: null };
    if (batches === MOST_BATCHES) return { rows: found, stoppedAt: last.number };
    beyond = { number: older === "lt" ? { lt: last.number } : { gt: last.number } };
  }
}

export interface AttemptLine {
  readonly attempt: number;
  /** Without what stood behind the question mark. */
  readonly url: string;
  readonly startedAt: Date;
  readonly milliseconds: number | null;
  /** null while it is under way. */
  readonly outcome: string | null;
  readonly status: number | null;
  /** In words. */
  readonly problem: string | null;
  readonly answer: string | null;
  /** There is an answer, which may repeat personal data of the message, and this member may not see any. */
  readonly isAnswerHidden: boolean;
  readonly clockSkewSeconds: number | null;
}

/** What was sent: to the byte, and as a shell command that sends it again. */
export interface SentBody {
  readonly body: string;
  readonly curl: string;
}

export interface DeliveryFacts extends DeliveryLine {
  readonly triedSince: Date;
  readonly correlationId: string;
  readonly actionNumber: number | null;
  /** Newest first; of many the newest ones. */
  readonly made: readonly AttemptLine[];
  /** null where it holds personal data: revealDelivery() shows it to those who may. */
  readonly sent: SentBody | null;
  /** Without one, messages wait for the next. */
  readonly hasAddress: boolean;
  readonly pausedAt: Date | null;
  /** While it lies ahead, nothing is tried at its endpoint, which fails again and again. */
  readonly openUntil: Date | null;
  readonly canResend: boolean;
}

/** What a message is sent again from; also as a shell command. */
export const SENT_COLUMNS = { id: true, kind: true, body: true, endpoint: { select: { url: true } } } as const;

export interface SentRow {
  readonly id: string;
  readonly kind: string;
  readonly body: string;
  readonly endpoint: { readonly url: string | null };
}

/** @param isSecret whether it goes out with a header that stands in no command. */
export function toSentBody({ id, body, endpoint: { url } }: SentRow, isSecret: boolean): SentBody {
  return { body, curl: curlCommand({ id, body, url: url ?? "https://", withToken: isSecret }) };
}

/** One message with its newest attempts. @throws NotFoundError outside the scope. */
export async function getDelivery(scope: PublisherScope, number: number): Promise<DeliveryFacts> {
  const row = await database().delivery.findFirst({
    where: { number, publisherId: scope.publisherId },
    select: {
      ...LINE_COLUMNS,
      ...SENT_COLUMNS,
      triedSince: true,
      correlationId: true,
      actionNumber: true,
      sealedHeaders: true,
      endpoint: { select: { ...LINE_COLUMNS.endpoint.select, url: true, pausedAt: true, openUntil: true } },
      attemptsMade: { orderBy: { attempt: "desc" }, take: ATTEMPTS_KEPT, select: { attempt: true, url: true, startedAt: true, milliseconds: true, outcome: true, status: true, problem: true, answer: true, clockSkewSeconds: true } },
    },
  });
  if (row === null) throw new NotFoundError("message");
  const { attemptsMade, triedSince, correlationId, actionNumber, endpoint: { pausedAt, openUntil } } = row;
  const mayRead = row.kind !== "activation" || may(scope.role, "deliveries.raw");
  return {
    ...toLine(row),
    triedSince,
    correlationId,
    actionNumber,
    hasAddress: row.endpoint.url !== null,
    pausedAt,
    openUntil,
    made: attemptsMade.map((each) => ({
      ...each,
      problem: problemWords(each.problem ?? (each.outcome === "lost" ? "lost" : null)),
      answer: mayRead ? each.answer : null,
      isAnswerHidden: !mayRead && each.answer !== null,
    })),
    sent: row.kind === "activation" ? null : toSentBody(row, row.endpoint.kind === "activation"),
    canResend: whyNotResent({ ...row, url: row.endpoint.url }) === null,
  };
}

/** Why a message is not sent again. no-address: its endpoint was taken away. token-gone: what it carried is used or revoked. */
export type ResendRefusal = "withdrawn" | "no-address" | "token-gone";

export function whyNotResent({ state, kind, sealedHeaders, url }: { readonly state: string; readonly kind: string; readonly sealedHeaders: string | null; readonly url: string | null }): ResendRefusal | null {
  if (state === "withdrawn") return "withdrawn";
  if (url === null) return "no-address";
  return kind === "activation" && sealedHeaders === null ? "token-gone" : null;
}

export interface EndpointName {
  readonly offerKey: string;
  readonly kind: EndpointKind;
}

/** The id of an offer's endpoint. @throws NotFoundError where the scope has no such offer, or the offer no such endpoint. */
export async function findEndpointId(scope: PublisherScope | SystemScope, { offerKey, kind }: EndpointName): Promise<number> {
  const found = await database().endpoint.findFirst({ where: { ...within(scope), kind, offer: { is: { key: offerKey } } }, select: { id: true } });
  if (found === null) throw new NotFoundError(`${kind} endpoint of an offer "${offerKey}"`);
  return found.id;
}
