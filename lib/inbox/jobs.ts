import { defineJob } from "../jobs/define";
import { processEvent } from "./process";
import { PROCESS_EVENT } from "./process-event";

/** Looks after each event of the inbox until it is over. Microsoft may be away for long: an hour's pause at most, for about two days. */
export const processInbox = defineJob({
  job: PROCESS_EVENT,
  maxFailures: 60,
  timeoutSeconds: 180,
  handle: (ctx, { eventId }) => processEvent(ctx, eventId),
});
