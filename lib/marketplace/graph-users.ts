import { z } from "zod";
import { env } from "../kernel/env";
import { guid } from "../kernel/ids";
import { send, type CallOptions } from "./transport";
import { UpstreamError } from "./upstream-error";

const PAGE = 15;
const LONGEST_SEARCH = 100;
const SELECTED = "id,displayName,mail,userPrincipalName";

/** Somebody of a directory, as far as the basic profile says (docs/marketplace/directory.md). */
export interface DirectoryPerson {
  readonly objectId: string;
  /** What they sign in with; a label, as the name is. */
  readonly upn: string;
  readonly name: string;
  readonly mail: string | null;
}

export interface DirectoryPage {
  readonly people: readonly DirectoryPerson[];
  /** Where it goes on; null at the end. */
  readonly nextCursor: string | null;
}

const line = z.string().trim().min(1).nullable().catch(null);
const userSchema = z.looseObject({ id: guid, displayName: line, mail: line, userPrincipalName: line });
const pageSchema = z.looseObject({ value: z.array(z.unknown()), "@odata.nextLink": z.string().nullable().catch(null).default(null) });

/**
 * A page of the people of the tenant that `accessToken` is of, in its person's name: those whose name or address begins
 * with `search`, or everybody where it is empty.
 * @param accessToken opaque: it is neither read nor checked here.
 * @param cursor of the page before; one that Graph does not know any more leads to the first page.
 * @throws UpstreamError `delegated-token-refused`, `directory-closed`, `throttled`, `unavailable`, `unreadable` or `refused`.
 */
export async function searchUsers(accessToken: string, { search, cursor }: { search: string; cursor: string | null }, options: CallOptions): Promise<DirectoryPage> {
  const words = sanitised(search);
  const { status, json, facts } = await send(
    {
      service: "graph",
      operation: "list-users",
      method: "GET",
      url: `${env().GRAPH_URL}/v1.0/users?${queryOf(words, cursor)}`,
      headers: { authorization: `Bearer ${accessToken}`, "client-request-id": options.correlationId, ...(words === "" ? {} : { consistencylevel: "eventual" }) },
    },
    options,
  );
  if (status === 400 && cursor !== null) return searchUsers(accessToken, { search, cursor: null }, options);
  if (status === 401) throw new UpstreamError("delegated-token-refused", facts);
  if (status === 403) throw new UpstreamError("directory-closed", facts);
  if (status >= 300) throw new UpstreamError("refused", facts);
  const page = pageSchema.safeParse(json);
  if (!page.success) throw new UpstreamError("unreadable", { ...facts, said: "The list of people is not as agreed." });
  return { people: page.data.value.flatMap(personOf), nextCursor: cursorOf(page.data["@odata.nextLink"]) };
}

/** Quotes and backslashes would end the term within `$search`. */
function sanitised(search: string): string {
  return search.normalize("NFC").replace(/["\\\p{Cc}]/gu, " ").replace(/\s+/g, " ").trim().slice(0, LONGEST_SEARCH).trim();
}

function queryOf(words: string, cursor: string | null): string {
  const search = ["displayName", "mail", "userPrincipalName"].map((property) => `"${property}:${words}"`).join(" OR ");
  const parts: Record<string, string> = {
    $select: SELECTED,
    $top: String(PAGE),
    $orderby: "displayName",
    ...(words === "" ? {} : { $search: search, $count: "true" }),
    ...(cursor === null ? {} : { $skiptoken: cursor }),
  };
  return Object.entries(parts).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/** Whoever has no id or nothing to be told by is passed over, and the others stay. */
function personOf(listed: unknown): DirectoryPerson[] {
  const user = userSchema.safeParse(listed).data;
  const upn = user?.userPrincipalName ?? user?.mail ?? null;
  if (user === undefined || upn === null) return [];
  return [{ objectId: user.id, upn, name: user.displayName ?? upn, mail: user.mail }];
}

/**
 * The token in the link to the next page. The link itself is never followed: it may name another host, which would be
 * handed the person's token.
 */
function cursorOf(nextLink: string | null): string | null {
  const query = nextLink?.slice(nextLink.indexOf("?") + 1).split("&") ?? [];
  const token = query.map((part) => /^(?:\$|%24)skiptoken=(.+)$/i.exec(part)?.[1]).find((found) => found !== undefined);
  if (token === undefined) return null;
  try {
    return decodeURIComponent(token);
  } catch {
    return null;
  }
}
