/** What a member may do, from least to most; each role may do all that the one before it may. */
export const ROLES = ["viewer", "operator", "admin", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = ["subscriptions.read", "subscriptions.refresh"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may do what: the one table that pages, actions and commands ask. */
const LOWEST_ROLE: Record<Permission, Role> = {
  "subscriptions.read": "viewer",
  "subscriptions.refresh": "operator",
};

export function may(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LOWEST_ROLE[permission]);
}
