import { createHash } from "node:crypto";

/** What a seal covers of one action, beside its place in the chain. */
export interface SealedContent {
  readonly id: string;
  readonly type: string;
  readonly initiatorUserId: string;
  readonly date: Date;
  readonly subscriptionInfoId: string | null;
  readonly subscriptionUserId: string | null;
  readonly actorKind: string;
  readonly actorTenantId: string | null;
  readonly actorName: string | null;
  readonly correlationId: string | null;
  readonly details: string | null;
  readonly offerId: number | null;
  readonly concernedUserId: string | null;
}

/** The columns that it needs. */
export const SEALED_COLUMNS = {
  id: true,
  type: true,
  initiatorUserId: true,
  date: true,
  subscriptionInfoId: true,
  subscriptionUserId: true,
  actorKind: true,
  actorTenantId: true,
  actorName: true,
  correlationId: true,
  details: true,
  offerId: true,
  concernedUserId: true,
} as const;

/** A place in a publisher's chain: the number and the seal of its row; the place before the first row is 0 with an empty seal. */
export interface Place {
  readonly number: number;
  readonly seal: string;
}

export const BEGINNING: Place = { number: 0, seal: "" };

/** The text whose hash is the seal of the row after `before`: a JSON array, as docs/marketplace/action-log.md describes it. Never changed. */
export function sealedText(before: Place, row: SealedContent): string {
  return JSON.stringify([
    before.number + 1,
    before.seal,
    row.id.toLowerCase(),
    row.type,
    row.initiatorUserId.toLowerCase(),
    row.date.toISOString(),
    lowerCase(row.subscriptionInfoId),
    lowerCase(row.subscriptionUserId),
    row.actorKind,
    lowerCase(row.actorTenantId),
    row.actorName,
    row.correlationId,
    row.details,
    row.offerId,
    lowerCase(row.concernedUserId),
  ]);
}

/** Where the chain stands after this row. */
export function sealAfter(before: Place, row: SealedContent): Place {
  return { number: before.number + 1, seal: hashOf(sealedText(before, row)) };
}

/** One removal by the retention: the numbers and the dates of what was removed, and the seal of the last. */
export interface Removal {
  readonly fromNumber: number;
  readonly toNumber: number;
  readonly firstDate: Date;
  readonly lastDate: Date;
  readonly lastSeal: string;
  readonly removedAt: Date;
  readonly keptDays: number;
}

/** Removals are a chain of their own. @param previousSeal of the removal before; empty for the first */
export function sealOfRemoval(previousSeal: string, removal: Removal): string {
  const { fromNumber, toNumber, firstDate, lastDate, lastSeal, removedAt, keptDays } = removal;
  return hashOf(JSON.stringify([previousSeal, fromNumber, toNumber, firstDate.toISOString(), lastDate.toISOString(), lastSeal, removedAt.toISOString(), keptDays]));
}

/** SHA-256 of the text's UTF-8, as 64 hex digits. */
function hashOf(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SQL Server tells ids in upper case, SQLite as they were written. */
function lowerCase(id: string | null): string | null {
  return id?.toLowerCase() ?? null;
}
