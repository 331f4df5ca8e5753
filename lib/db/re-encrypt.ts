import { decryptSecret, encryptSecret, keyIdOf } from "../kernel/crypto";
import { env, type EncryptionKey } from "../kernel/env";
import { database } from "./client";

/** What became of one column that holds secrets. */
export interface ReEncrypted {
  readonly table: string;
  readonly column: string;
  /** Now under the newest key. */
  readonly rotated: number;
  /** Were under it before. */
  readonly already: number;
  /** Sealed with a key that ENCRYPTION_KEYS does not list, or altered: left as they are. */
  readonly unreadable: number;
  /** Ids of the first rows that are unreadable. */
  readonly unreadableIds: readonly number[];
}

interface SealedRow {
  readonly id: number;
  readonly sealed: string | null;
}

/** A column with secrets: how its rows are read in the order of their ids, and how one is replaced that is still the same. */
interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly read: (afterId: number, take: number) => Promise<SealedRow[]>;
  readonly readAgain: (id: number) => Promise<string | null>;
  readonly replace: (id: number, from: string, to: string) => Promise<{ count: number }>;
}

/** All of them: a test compares this list with the comments of prisma/schema.prisma. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    table: "TechnicalConfigurations",
    column: "ClientSecret",
    read: async (afterId, take) => {
      const rows = await database().technicalConfiguration.findMany({ where: { id: { gt: afterId } }, orderBy: { id: "asc" }, take, select: { id: true, clientSecret: true } });
      return rows.map(({ id, clientSecret }) => ({ id, sealed: clientSecret }));
    },
    readAgain: async (id) => (await database().technicalConfiguration.findUnique({ where: { id }, select: { clientSecret: true } }))?.clientSecret ?? null,
    replace: async (id, from, to) => database().technicalConfiguration.updateMany({ where: { id, clientSecret: from }, data: { clientSecret: to } }),
  },
  {
    table: "Offers",
    column: "SigningSecret",
    read: async (afterId, take) => {
      const rows = await database().offer.findMany({ where: { id: { gt: afterId }, signingSecret: { not: null } }, orderBy: { id: "asc" }, take, select: { id: true, signingSecret: true } });
      return rows.map(({ id, signingSecret }) => ({ id, sealed: signingSecret }));
    },
    readAgain: async (id) => (await database().offer.findUnique({ where: { id }, select: { signingSecret: true } }))?.signingSecret ?? null,
    replace: async (id, from, to) => database().offer.updateMany({ where: { id, signingSecret: from }, data: { signingSecret: to } }),
  },
  {
    table: "Offers",
    column: "PreviousSigningSecret",
    read: async (afterId, take) => {
      const rows = await database().offer.findMany({ where: { id: { gt: afterId }, previousSigningSecret: { not: null } }, orderBy: { id: "asc" }, take, select: { id: true, previousSigningSecret: true } });
      return rows.map(({ id, previousSigningSecret }) => ({ id, sealed: previousSigningSecret }));
    },
    readAgain: async (id) => (await database().offer.findUnique({ where: { id }, select: { previousSigningSecret: true } }))?.previousSigningSecret ?? null,
    replace: async (id, from, to) => database().offer.updateMany({ where: { id, previousSigningSecret: from }, data: { previousSigningSecret: to } }),
  },
  {
    table: "LandingSessions",
    column: "PurchaseToken",
    read: async (afterId, take) => {
      const rows = await database().landingSession.findMany({ where: { id: { gt: afterId }, purchaseToken: { not: null } }, orderBy: { id: "asc" }, take, select: { id: true, purchaseToken: true } });
      return rows.map(({ id, purchaseToken }) => ({ id, sealed: purchaseToken }));
    },
    readAgain: async (id) => (await database().landingSession.findUnique({ where: { id }, select: { purchaseToken: true } }))?.purchaseToken ?? null,
    replace: async (id, from, to) => database().landingSession.updateMany({ where: { id, purchaseToken: from }, data: { purchaseToken: to } }),
  },
  {
    table: "DirectoryGrants",
    column: "RefreshToken",
    read: async (afterId, take) => {
      const rows = await database().directoryGrant.findMany({ where: { id: { gt: afterId } }, orderBy: { id: "asc" }, take, select: { id: true, refreshToken: true } });
      return rows.map(({ id, refreshToken }) => ({ id, sealed: refreshToken }));
    },
    readAgain: async (id) => (await database().directoryGrant.findUnique({ where: { id }, select: { refreshToken: true } }))?.refreshToken ?? null,
    replace: async (id, from, to) => database().directoryGrant.updateMany({ where: { id, refreshToken: from }, data: { refreshToken: to } }),
  },
  {
    table: "DirectoryGrants",
    column: "AccessToken",
    read: async (afterId, take) => {
      const rows = await database().directoryGrant.findMany({ where: { id: { gt: afterId } }, orderBy: { id: "asc" }, take, select: { id: true, accessToken: true } });
      return rows.map(({ id, accessToken }) => ({ id, sealed: accessToken }));
    },
    readAgain: async (id) => (await database().directoryGrant.findUnique({ where: { id }, select: { accessToken: true } }))?.accessToken ?? null,
    replace: async (id, from, to) => database().directoryGrant.updateMany({ where: { id, accessToken: from }, data: { accessToken: to } }),
  },
  {
    table: "Deliveries",
    column: "SealedHeaders",
    read: async (afterId, take) => {
      const rows = await database().delivery.findMany({ where: { number: { gt: afterId }, sealedHeaders: { not: null } }, orderBy: { number: "asc" }, take, select: { number: true, sealedHeaders: true } });
      return rows.map(({ number, sealedHeaders }) => ({ id: number, sealed: sealedHeaders }));
    },
    readAgain: async (number) => (await database().delivery.findUnique({ where: { number }, select: { sealedHeaders: true } }))?.sealedHeaders ?? null,
    replace: async (number, from, to) => database().delivery.updateMany({ where: { number, sealedHeaders: from }, data: { sealedHeaders: to } }),
  },
];

const MOST_IDS = 20;

type Outcome = "rotated" | "already" | "unreadable" | "gone";

/**
 * Encrypts every stored secret under the newest key. Beside a running portal: what somebody writes at the same time stays.
 * May be interrupted and run again: what is done is passed by.
 */
export async function reEncrypt({ keys = env().ENCRYPTION_KEYS, batch = 100 }: { keys?: readonly EncryptionKey[]; batch?: number } = {}): Promise<ReEncrypted[]> {
  const report: ReEncrypted[] = [];
  for (const column of SEALED_COLUMNS) report.push(await reEncryptColumn(column, keys, batch));
  return report;
}

async function reEncryptColumn(column: SealedColumn, keys: readonly EncryptionKey[], batch: number): Promise<ReEncrypted> {
  const counts: Record<Outcome, number> = { rotated: 0, already: 0, unreadable: 0, gone: 0 };
  const unreadableIds: number[] = [];
  for (let rows = await column.read(0, batch), last = rows.at(-1); last !== undefined; rows = await column.read(last.id, batch), last = rows.at(-1)) {
    for (const row of rows) {
      const outcome = await reEncryptRow(column, row, keys);
      counts[outcome] += 1;
      if (outcome === "unreadable" && unreadableIds.length < MOST_IDS) unreadableIds.push(row.id);
    }
  }
  const { rotated, already, unreadable } = counts;
  return { table: column.table, column: column.column, rotated, already, unreadable, unreadableIds };
}

/** Whoever writes meanwhile wins; then what they wrote is looked at, because a portal that still runs with the former keys may have. */
async function reEncryptRow(column: SealedColumn, { id, sealed }: SealedRow, keys: readonly EncryptionKey[]): Promise<Outcome> {
  for (let now = sealed; now !== null; now = await column.readAgain(id)) {
    const plain = await readable(now, keys);
    if (plain === null) return "unreadable";
    if (keyIdOf(now) === keys[0]?.id) return "already";
    const { count } = await column.replace(id, now, await encryptSecret(plain, keys));
    if (count > 0) return "rotated";
  }
  return "gone";
}

async function readable(sealed: string, keys: readonly EncryptionKey[]): Promise<string | null> {
  try {
    return await decryptSecret(sealed, keys);
  } catch {
    return null;
  }
}
