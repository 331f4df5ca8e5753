/** For how many days nobody may have used a license for it to be called idle. */
export const IDLE_DAYS = [30, 60, 90] as const;
export type IdleDays = (typeof IDLE_DAYS)[number];

/** What there is to look at about the seats of a subscription. over: more are given than bought. full: none is free. unused: none is given. */
export const SEAT_USES = ["over", "full", "unused"] as const;
export type SeatUse = (typeof SEAT_USES)[number];
