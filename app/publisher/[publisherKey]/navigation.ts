import type { GlyphName } from "@/components/ui/glyph";
import type { Role } from "@/lib/kernel/context";
import { may, type Permission } from "@/lib/auth/permissions";

interface Entry {
  readonly href: string;
  readonly label: string;
  readonly glyph: GlyphName;
  /** Current on this very page alone. */
  readonly exact?: boolean;
}

/** The publisher's pages in groups, each with the permission that opens it; `path` follows the publisher's. */
const GROUPS: readonly (readonly { path: string; label: string; glyph: GlyphName; permission: Permission }[])[] = [
  [
    { path: "", label: "Overview", glyph: "gauge", permission: "subscriptions.read" },
    { path: "/subscriptions", label: "Subscriptions", glyph: "layers", permission: "subscriptions.read" },
    { path: "/licenses", label: "Licenses", glyph: "id-card", permission: "licenses.read" },
  ],
  [{ path: "/offers", label: "Offers", glyph: "tag", permission: "offers.read" }],
  [
    { path: "/actions", label: "Actions", glyph: "list", permission: "actions.read" },
    { path: "/inbox", label: "Inbox", glyph: "inbox", permission: "inbox.read" },
    { path: "/deliveries", label: "Deliveries", glyph: "send", permission: "deliveries.read" },
    { path: "/drift", label: "Drift", glyph: "compare", permission: "drift.read" },
    { path: "/jobs", label: "Jobs", glyph: "queue", permission: "jobs.read" },
  ],
  [
    { path: "/team", label: "Team", glyph: "people", permission: "team.read" },
    { path: "/api-keys", label: "API keys", glyph: "key", permission: "api-keys.manage" },
    { path: "/audit", label: "Audit", glyph: "history", permission: "audit.read" },
  ],
];

/** What a member may open, in groups; a group of which nothing is left is not there. */
export function pagesFor(publisherKey: string, role: Role): Entry[][] {
  const base = `/publisher/${publisherKey}`;
  return GROUPS.map((group) =>
    group.filter(({ permission }) => may(role, permission)).map(({ path, label, glyph }) => ({ href: `${base}${path}`, label, glyph, exact: path === "" })),
  ).filter((group) => group.length > 0);
}
