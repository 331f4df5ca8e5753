import type { AuditType } from "@/lib/auth/audit";

const WORDS: Readonly<Record<AuditType, string>> = {
  MemberAdded: "Member added",
  MemberRoleChanged: "Role changed",
  MemberRenamed: "Member renamed",
  MemberRemoved: "Member removed",
  InvitationCreated: "Invitation made",
  InvitationRevoked: "Invitation taken back",
  ApiKeyCreated: "API key created",
  ApiKeyRevoked: "API key revoked",
  SettingsApplied: "Settings applied",
  SigningSecretRotated: "Signing secret changed",
  ChangeRulesChanged: "Rules for changes set",
  LicenseRulesChanged: "Rules for licenses set",
  WebhookKeyChanged: "Webhook key changed",
  EndpointsChanged: "Endpoints set",
  EndpointPaused: "Endpoint paused",
  EndpointResumed: "Endpoint resumed",
  DeliveriesResent: "Messages sent again",
  DeliveryRevealed: "Personal data of a message seen",
  TestEventSent: "Test message sent",
  ActionsKeptChanged: "Retention of the action log set",
  ActionsRemoved: "Old actions removed",
  InboxReplayed: "Calls processed again",
  InboxRevealed: "Personal data of a call seen",
  ReconciliationStarted: "Comparison with Microsoft started",
  DriftRepaired: "Difference repaired",
  JobRetried: "Job retried",
  AlertClosed: "Alert closed",
};

/** What happened, in words; what this version does not know is said as it is stored. */
export function auditWords(type: string): string {
  return Object.entries(WORDS).find(([name]) => name === type)?.[1] ?? type;
}

/** Who did it, where it was nobody with a name. */
export function auditActor(kind: string, name: string | null): string {
  if (kind === "command-line") return name ? `Command line (${name})` : "Command line";
  if (kind === "api-key") return name ? `API key ${name}` : "API key";
  return name ?? kind;
}

/** The details of a line, a JSON object, on one line: "role viewer · tenant id 1234". */
export function auditDetails(details: string | null): string {
  const parsed: unknown = JSON.parse(details ?? "{}");
  if (typeof parsed !== "object" || parsed === null) return "";
  return Object.entries(parsed)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${String(value)}`)
    .join(" · ");
}
