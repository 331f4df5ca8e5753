import { redirect } from "next/navigation";
import type { ListSearch } from "@/app/list-search";
import { orFirstPage } from "@/app/or-first-page";
import type { Context, CustomerScope, UserActor } from "@/lib/kernel/context";
import { listInvitations, type InvitationLine } from "@/lib/licenses/queries";

interface InvitedPage {
  readonly invitations: readonly InvitationLine[];
  readonly previousHref?: string;
  readonly nextHref?: string;
}

interface Asked {
  readonly subscriptionId: string;
  /** Of the page that both lists stand on. */
  readonly path: string;
  readonly search: ListSearch;
}

/** What the list of users keeps where another page of invitations is opened beside it. */
const OF_USERS = ["search", "cursor"] as const;

/** One page of the open invitations, with the addresses of those around it; the first where there is nothing on it any more. */
export async function invitedPage(ctx: Context<CustomerScope, UserActor>, { subscriptionId, path, search }: Asked): Promise<InvitedPage> {
  const one = (name: string): string => [search[name]].flat()[0] ?? "";
  const cursor = one("invited");
  const { items, previousCursor, nextCursor } = await orFirstPage(listInvitations(ctx, subscriptionId, { cursor }), path);
  if (items.length === 0 && cursor !== "") redirect(path);
  const kept = OF_USERS.flatMap((name) => (one(name) === "" ? [] : [[name, one(name)]]));
  const href = (invited: string): string => `${path}?${new URLSearchParams([...kept, ["invited", invited]])}#invitations`;
  return {
    invitations: items,
    ...(previousCursor === null ? {} : { previousHref: href(previousCursor) }),
    ...(nextCursor === null ? {} : { nextHref: href(nextCursor) }),
  };
}
