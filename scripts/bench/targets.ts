import { actionTargets } from "./action-targets";
import { licensedPeople } from "./license-rows";
import type { Posted, Target } from "./load";
import { LARGE, LICENSE_CHECK, LICENSES, nameAt, ORDER_PAGE, SMALL } from "./names";
import type { Group } from "./options";
import type { World } from "./world";

/** All that is loaded: the yardsticks, then what `groups` names. Yardsticks are asked for as signed in as the pages are. */
export function targetsOf(world: World, groups: readonly Group[]): Target[] {
  const { orderPath, small, large, apiKey } = world;
  const member = { cookie: world.memberCookie };
  const key = { authorization: `Bearer ${apiKey}` };
  const asked = { status: 200, next: null } as const;
  const page = { ...asked, yardstick: "empty page", headers: member } as const;
  const yardsticks: Target[] = [
    { ...asked, name: "empty page", group: "yardstick", path: "/yardstick", yardstick: null, headers: member, text: "<body" },
    { ...asked, name: "empty route handler", group: "yardstick", path: "/yardstick/empty", yardstick: null, headers: key, text: "" },
  ];
  const list = (group: Group, name: string, query: (publisher: World["small"]) => string, text: (publisher: World["small"]) => string): Target[] =>
    [{ publisher: small, count: SMALL }, { publisher: large, count: LARGE }].map(({ publisher, count }) => {
      const search = new URLSearchParams(query(publisher));
      return { ...page, name: nameAt(name, count), group, path: `/publisher/${publisher.key}/subscriptions${search.size > 0 ? `?${search}` : ""}`, text: text(publisher) };
    });
  const licenses = (name: string, query: string): Target[] =>
    [{ publisher: small, count: SMALL }, { publisher: large, count: LARGE }].map(({ publisher, count }) => ({ ...page, name: nameAt(name, count), group: "licenses-page", path: `/publisher/${publisher.key}/licenses${query}`, text: "cursor=" }));
  const rows: Target[] = [
    { ...page, name: "landing page, before the sign-in", group: "landing", path: orderPath, headers: { cookie: world.visitorCookie }, text: "Sign in with Microsoft" },
    { ...page, name: ORDER_PAGE, group: "order", path: orderPath, text: "Activate subscription" },
    ...list("list", "subscriptions", () => "", () => "cursor="),
    ...list("filter", "subscriptions, filtered", () => "state=suspended", () => "cursor="),
    ...list("search", "subscriptions, searched for many", () => "search=Dental", () => "cursor="),
    ...list("search", "subscriptions, searched for one customer", ({ customer }) => `search=${customer}`, ({ subscriptionId }) => subscriptionId),
    { ...page, name: "one subscription", group: "subscription", path: `/publisher/${large.key}/subscriptions/${large.subscriptionId}`, text: large.name },
    { ...asked, name: "GET /api/v1/subscriptions", group: "api", path: "/api/v1/subscriptions", yardstick: "empty route handler", headers: key, text: '"nextCursor"' },
    ...actionTargets(world),
    ...licenses("licenses, the newest", ""),
    ...licenses("licenses, idle for 30 days", "?idle=30"),
    ...licenses("licenses, use of each subscription", "?view=subscriptions"),
    ...[{ id: world.seats.small, count: SMALL }, { id: world.seats.large, count: LARGE }].map(
      ({ id, count }): Target => ({ ...page, name: nameAt("users of one subscription", count), group: "licenses-page", path: `/subscriptions/${id}/users`, text: "cursor=" }),
    ),
    { ...asked, name: LICENSE_CHECK, group: "license-checks", path: "/api/v1/license-checks", yardstick: "empty route handler", headers: { ...key, "content-type": "application/json" }, text: '"licensed":true', next: checks(large.publisherId) },
  ];
  return [...yardsticks, ...rows.filter(({ group }) => group !== "yardstick" && groups.includes(group))];
}

/** One person with a license after the other, of those that lie far apart: nobody twice before all were asked about. */
function checks(publisherId: number): () => Posted {
  const bodies = licensedPeople({ publisherId, count: LARGE, licenses: LICENSES }).map((person) => JSON.stringify(person));
  const stride = 61_803;
  let asked = 0;
  return () => ({ body: bodies[(asked++ * stride) % bodies.length] ?? "", answered: () => undefined });
}
