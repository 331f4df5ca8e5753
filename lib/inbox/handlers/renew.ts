import type { ToldHandler } from "./handler";

/** A renewal is told around its day, and the new term ends a month later at least. */
const NEW_TERM_DAYS = 7;

/** New dates; one that is suspended or ended is not renewed. */
export const renew: ToldHandler = {
  isDecided: false,
  provenBy: "subscription",
  overtakenBy: ["Suspend", "Unsubscribe"],
  contradiction: ({ saasSubscriptionStatus: status }) => (status === "Subscribed" ? null : `It tells of a renewal, but Microsoft calls the subscription ${status}.`),
  isReached: ({ term: { endDate } }, { termEndDate, happenedAt }) => {
    const least = termEndDate ?? (happenedAt && new Date(happenedAt.getTime() + NEW_TERM_DAYS * 24 * 3600_000));
    return endDate === null || least === null || endDate >= least;
  },
};
