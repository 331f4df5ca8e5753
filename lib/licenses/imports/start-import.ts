import { database } from "../../db/client";
import { insertMany } from "../../db/insert-many";
import { transaction } from "../../db/transaction";
import type { Context, CustomerScope, UserActor } from "../../kernel/context";
import { invitationKey } from "../invitations/invite";
import { readPeople, type PersonLine } from "./read-people";
import { reserveImport, type ReserveOutcome } from "./reserve-import";
import type { FileProblem } from "./schema";

export interface ImportFile {
  /** Microsoft's id. */
  readonly subscriptionId: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export type StartOutcome =
  | { readonly kind: "preview"; readonly importId: number }
  | Exclude<ReserveOutcome, { readonly kind: "reserved" }>
  | { readonly kind: "refused"; readonly problem: FileProblem; readonly line: number | null };

/** Rows in one statement: seven columns each, below the 2,100 parameters of SQL Server. */
const ROWS_AT_ONCE = 250;
/** People looked up in one statement, by at most two spellings each: below the same bound. */
const PEOPLE_AT_ONCE = 1_000;

/**
 * Keeps a file's people for a manager to look at; nobody is given anything yet. What the same manager looked at before,
 * and did not confirm, is replaced.
 * @throws NotFoundError when the subscription lies outside the scope.
 */
export async function startImport(ctx: Context<CustomerScope, UserActor>, { subscriptionId, fileName, bytes }: ImportFile): Promise<StartOutcome> {
  const reserved = await reserveImport(ctx, subscriptionId, nameOf(fileName));
  if (reserved.kind !== "reserved") return reserved;
  const { importId, subscriptionInfoId, isPersonal } = reserved;
  const file = readPeople(bytes);
  if (file.kind === "refused") {
    await transaction(ctx, ({ tx, now }) => tx.licenseImport.update({ where: { id: importId }, data: { finishedAt: now }, select: { id: true } }));
    return file;
  }
  // An organisation's object ids say nothing of personal accounts: their people are invited.
  const people = isPersonal ? file.lines.map((person) => ({ ...person, objectId: null })) : file.lines;
  const lines = await markServed(subscriptionInfoId, people, ctx.now);
  await keepLines(ctx, importId, lines);
  await transaction(ctx, async ({ tx, actor, now }) => {
    const before = { subscriptionInfoId, state: "preview", requestedTenantId: actor.tenantId, requestedObjectId: actor.objectId };
    await tx.licenseImportLine.deleteMany({ where: { import: before } });
    await tx.licenseImport.updateMany({ where: before, data: { state: "discarded", finishedAt: now } });
    const ready = lines.filter(({ state }) => state === "ready").length;
    await tx.licenseImport.update({ where: { id: importId }, data: { state: "preview", lines: lines.length, ready }, select: { id: true } });
  });
  return { kind: "preview", importId };
}

/** Writes a file's lines in several short transactions, because nobody else can write to SQLite meanwhile. */
async function keepLines(ctx: Context<CustomerScope, UserActor>, importId: number, lines: readonly NewLine[]): Promise<void> {
  for (let at = 0; at < lines.length; at += ROWS_AT_ONCE) {
    const rows = lines.slice(at, at + ROWS_AT_ONCE).map((line) => ({ importId, ...line }));
    await transaction(ctx, ({ tx }) => insertMany(tx, "LicenseImportLines", rows, (data) => tx.licenseImportLine.create({ data, select: { number: true } })));
  }
}

type NewLine = Omit<PersonLine, "problem"> & { readonly state: string; readonly problem: string | null };

/** What each line is before the work: there is nothing to do for who has a seat, or a link to one. */
async function markServed(subscriptionInfoId: string, people: readonly PersonLine[], now: Date): Promise<NewLine[]> {
  const ids = new Set<string>();
  const upns = new Set<string>();
  const invited = new Set<string>();
  // As many as the file names, and not as the subscription has.
  for (let at = 0; at < people.length; at += PEOPLE_AT_ONCE) {
    const some = people.slice(at, at + PEOPLE_AT_ONCE).filter(({ problem }) => problem === null);
    const objectIds = some.flatMap(({ objectId }) => objectId ?? []);
    const labels = some.flatMap(({ label, objectId }) => (objectId === null ? [label] : []));
    const spellings = [...new Set(labels.flatMap((label) => [label, label.toLowerCase()]))];
    const keys = labels.map((label) => invitationKey(subscriptionInfoId, label));
    const assigned = { subscriptionInfoId, status: "Assigned" };
    const byId = objectIds.length === 0 ? [] : await database().subscriptionUser.findMany({ where: { ...assigned, userId: { in: objectIds } }, select: { userId: true } });
    const byUpn = labels.length === 0 ? [] : await database().subscriptionUser.findMany({ where: { ...assigned, userUpn: { in: spellings } }, select: { userUpn: true } });
    const open = labels.length === 0 ? [] : await database().licenseInvitation.findMany({ where: { key: { in: keys }, state: "open", expiresAt: { gt: now } }, select: { label: true } });
    for (const { userId } of byId) ids.add(userId.toLowerCase());
    for (const { userUpn } of byUpn) upns.add(userUpn.toLowerCase());
    for (const { label } of open) invited.add(label.toLowerCase());
  }
  return people.map(({ line, label, objectId, name, problem }) => {
    const stateOf = (): { state: string; problem: string | null } => {
      if (problem !== null) return { state: "problem", problem };
      // The object id decides where there is one: addresses are given to somebody else in time.
      if (objectId === null ? upns.has(label.toLowerCase()) : ids.has(objectId)) return { state: "already", problem: null };
      return objectId === null && invited.has(label.toLowerCase()) ? { state: "already", problem: "invited" } : { state: "ready", problem: null };
    };
    return { line, label, objectId, name, ...stateOf() };
  });
}

/** Without the folders that some browsers send, and without what would do something on a page. */
function nameOf(fileName: string): string {
  const name = (fileName.split(/[\\/]/).at(-1) ?? "").replace(/[\p{Cc}\p{Cs}\u2028-\u202E\u2066-\u2069]/gu, "").trim();
  return (name === "" ? "file.csv" : name).slice(0, 200);
}
