/** What the staff is called to. Each has its words and what to do in components/alerts. */
export const ALERT_KINDS = [
  "job-dead",
  "activation-refused",
  "activation-slow",
  "activation-failed",
  "webhook-contradiction",
  "webhook-unverified",
  "webhook-wrong-address",
  "webhook-unknown-action",
  "webhook-unreadable",
  "change-despite-refusal",
  "change-question-failed",
  "change-to-unknown-plan",
  "change-not-taken",
  "change-unfinished",
  "purchase-waiting",
  "subscription-unregistered",
  "subscription-missing",
  "reconciliation-failed",
] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
