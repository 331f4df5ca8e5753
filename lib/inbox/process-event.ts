import { z } from "zod";
import { jobKind } from "../jobs/kind";

/** Asked for with each event that is stored, and again where somebody wants it replayed. */
export const PROCESS_EVENT = jobKind("inbox.process", z.object({ eventId: z.guid() }));
