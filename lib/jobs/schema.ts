/**
 * waiting: due at its time. running: a worker holds its lease. failed: waits for its next attempt.
 * done: over, and well. dead: given up, with the reason; somebody of the staff may have it tried again.
 */
export const JOB_STATES = ["waiting", "running", "failed", "done", "dead"] as const;
export type JobState = (typeof JOB_STATES)[number];

/**
 * again: went well and wants another turn. returned: handed back by a worker that was told to stop.
 * lost: its worker died, or held it for too long. An attempt without an outcome is under way.
 */
export const ATTEMPT_OUTCOMES = ["done", "again", "failed", "returned", "lost"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
