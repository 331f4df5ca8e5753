import { currentTime } from "../kernel/clock";
import { PortalError } from "../kernel/errors";

/** A change counts as accepted after 10 seconds: what takes longer than this is given up in time, for Microsoft to try again. */
const ANSWER_MILLISECONDS = 8_700;

/**
 * What comes of `work`, unless it takes longer than Microsoft has time for or fails: whatever keeps the portal from
 * keeping a call is a reason to call again, because a 4xx would refuse what nobody refused.
 * @param since when the call came in.
 * @throws PortalError `busy`.
 */
export async function inTime<T>(since: Date, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(busy("It took too long.")), ANSWER_MILLISECONDS - (currentTime().getTime() - since.getTime()));
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw error instanceof PortalError && error.code === "busy" ? error : busy("The call could not be kept.", error);
  } finally {
    clearTimeout(timer);
  }
}

/** 503: nobody is turned away because we cannot look. */
export function busy(why: string, cause?: unknown): PortalError {
  return new PortalError("busy", { what: "The call cannot be taken at the moment.", why, todo: "Call again." }, { cause });
}
