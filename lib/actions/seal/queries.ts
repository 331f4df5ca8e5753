import { database } from "../../db/client";
import { NotFoundError } from "../../kernel/errors";

/** Whose log can be verified. */
export interface LogToVerify {
  readonly publisherId: number;
  readonly publisherKey: string;
}

/** Every publisher's log, or one. For the command line. @throws NotFoundError when there is no such publisher. */
export async function listLogsToVerify(publisherKey?: string): Promise<LogToVerify[]> {
  const publishers = await database().publisher.findMany({ where: publisherKey === undefined ? {} : { key: publisherKey }, orderBy: { key: "asc" }, select: { id: true, key: true } });
  if (publisherKey !== undefined && publishers.length === 0) throw new NotFoundError(`publisher "${publisherKey}"`);
  return publishers.map(({ id, key }) => ({ publisherId: id, publisherKey: key }));
}

/** How many actions belong to no publisher: they are in nobody's log, and so under no seal. */
export function countActionsOfNobody(): Promise<number> {
  return database().subscriptionAction.count({ where: { publisherId: null } });
}
