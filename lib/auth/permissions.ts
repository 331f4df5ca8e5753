import { ROLES, type Role } from "../kernel/context";
import { PortalError } from "../kernel/errors";

/** What a member may be allowed, in the order of the table on the team page. */
export const PERMISSIONS = [
  "subscriptions.read",
  "subscriptions.export",
  "subscriptions.raw",
  "subscriptions.refresh",
  "licenses.read",
  "licenses.export",
  "inbox.read",
  "inbox.raw",
  "inbox.replay",
  "drift.read",
  "drift.repair",
  "activations.decide",
  "actions.read",
  "actions.export",
  "actions.manage",
  "deliveries.read",
  "deliveries.raw",
  "deliveries.send",
  "alerts.close",
  "jobs.read",
  "jobs.retry",
  "offers.read",
  "offers.manage",
  "team.read",
  "team.manage",
  "team.manage-owners",
  "api-keys.manage",
  "audit.read",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may do what, by the lowest role that may; each role may do all that those before it may: the one table that pages, actions and commands ask. */
export const LOWEST_ROLE: Readonly<Record<Permission, Role>> = {
  "subscriptions.read": "viewer",
  "subscriptions.export": "viewer",
  "subscriptions.raw": "operator",
  "subscriptions.refresh": "operator",
  "licenses.read": "viewer",
  "licenses.export": "viewer",
  "inbox.read": "viewer",
  "inbox.raw": "operator",
  "inbox.replay": "operator",
  "drift.read": "viewer",
  "drift.repair": "operator",
  "activations.decide": "operator",
  "actions.read": "viewer",
  "actions.export": "viewer",
  "actions.manage": "owner",
  "deliveries.read": "viewer",
  "deliveries.raw": "operator",
  "deliveries.send": "operator",
  "alerts.close": "operator",
  "jobs.read": "viewer",
  "jobs.retry": "operator",
  "offers.read": "viewer",
  "offers.manage": "admin",
  "team.read": "viewer",
  "team.manage": "admin",
  "team.manage-owners": "owner",
  "api-keys.manage": "admin",
  "audit.read": "admin",
};

/** What each permission is called on the pages. */
export const PERMISSION_WORDS: Readonly<Record<Permission, string>> = {
  "subscriptions.read": "See subscriptions and the overview",
  "subscriptions.export": "Export subscriptions as CSV",
  "subscriptions.raw": "See a subscription as Microsoft sent it, with personal data",
  "subscriptions.refresh": "Ask Microsoft now",
  "licenses.read": "See who has a license, and which of them are idle",
  "licenses.export": "Export licenses as CSV",
  "inbox.read": "See what Microsoft called about",
  "inbox.raw": "See a call as Microsoft sent it, with personal data",
  "inbox.replay": "Have calls processed again",
  "drift.read": "See where the portal and Microsoft differ",
  "drift.repair": "Compare with Microsoft now, and repair differences",
  "activations.decide": "Retry, finish or refuse activations that your own system sets up",
  "actions.read": "See the action log",
  "actions.export": "Export the action log",
  "actions.manage": "Set for how long the action log is kept",
  "deliveries.read": "See what your systems were told, and what they answered",
  "deliveries.raw": "See a message as it was sent, with personal data",
  "deliveries.send": "Send messages again or for a test, pause an endpoint",
  "alerts.close": "Close alerts",
  "jobs.read": "See background jobs",
  "jobs.retry": "Retry background jobs",
  "offers.read": "See the settings of offers",
  "offers.manage": "Change an offer's rules, licenses, endpoints, signing secret and webhook key, and download all settings",
  "team.read": "See the team",
  "team.manage": "Invite and remove people, change roles",
  "team.manage-owners": "Make, change and remove owners",
  "api-keys.manage": "Create and revoke API keys",
  "audit.read": "See who changed what",
};

export function may(role: Role, permission: Permission): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(LOWEST_ROLE[permission]);
}

/** What a member is told whose role does not reach. */
export function notAllowed(role: Role): PortalError {
  return new PortalError("forbidden", {
    what: "Your role does not allow this.",
    why: `You are here as ${role}.`,
    todo: "Ask an owner of this publisher for a higher role.",
  });
}
