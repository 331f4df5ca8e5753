/** Why an arrival could not be resolved; each has its words in messages/ under landing.problems. */
export const LANDING_PROBLEMS = ["token-refused", "unavailable", "not-set-up", "offer-unknown", "refused"] as const;
export type LandingProblem = (typeof LANDING_PROBLEMS)[number];
