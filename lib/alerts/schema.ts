/** What the staff is called to. Each has its words and what to do in components/alerts. */
export const ALERT_KINDS = ["job-dead", "activation-refused", "activation-slow", "activation-failed"] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];
