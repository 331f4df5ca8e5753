import type { LookupAddress } from "node:dns";
import { lookup as systemLookup, Resolver } from "node:dns/promises";

/** All addresses of a name, as an operating system, name servers or a test give them. */
export type Lookup = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface NameServers {
  /** Those of the operating system where it is not said. */
  readonly servers?: readonly string[];
  /** When a name is given up whose servers do not answer. */
  readonly longestMilliseconds?: number;
}

const LONGEST_MILLISECONDS = 5_000;
const ATTEMPT = { timeout: 2_000, tries: 2 };
const FAILURE_KEPT_MILLISECONDS = 5_000;
const MOST_FAILURES_KEPT = 1_000;

interface Failure {
  readonly error: unknown;
  readonly until: number;
}

/**
 * Asks the name servers themselves. What the operating system offers instead holds one of very few threads until it has
 * its answer, whoever still waits for it: a handful of names whose servers are silent would stop all others.
 * However many want a name, it is asked for once at a time; that it came to nothing is remembered for a few seconds.
 */
export function nameServerLookup({ servers, longestMilliseconds = LONGEST_MILLISECONDS }: NameServers = {}): Lookup {
  const underWay = new Map<string, Promise<LookupAddress[]>>();
  const failures = new Map<string, Failure>();

  const ask = async (hostname: string): Promise<LookupAddress[]> => {
    try {
      return await askBothFamilies(hostname, { servers, longestMilliseconds });
    } catch (error) {
      const [oldest] = failures.keys();
      if (oldest !== undefined && failures.size >= MOST_FAILURES_KEPT) failures.delete(oldest);
      failures.set(hostname, { error, until: performance.now() + FAILURE_KEPT_MILLISECONDS });
      throw error;
    } finally {
      underWay.delete(hostname);
    }
  };

  return async (hostname) => {
    const failure = failures.get(hostname);
    if (failure !== undefined && performance.now() < failure.until) throw failure.error;
    failures.delete(hostname);
    const asked = underWay.get(hostname) ?? ask(hostname);
    underWay.set(hostname, asked);
    return asked;
  };
}

/** IPv4 first: where there is no IPv6, nothing is lost on it. */
async function askBothFamilies(hostname: string, { servers, longestMilliseconds }: Required<Pick<NameServers, "longestMilliseconds">> & NameServers): Promise<LookupAddress[]> {
  // One for each name: it can be cancelled by itself, and knows what the operating system's settings are by now.
  const resolver = new Resolver(ATTEMPT);
  if (servers !== undefined) resolver.setServers(servers);
  const late = new AbortController();
  late.signal.addEventListener("abort", () => resolver.cancel());
  const deadline = setTimeout(() => late.abort(), longestMilliseconds);
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  clearTimeout(deadline);

  const addresses = [...addressesOf(four, 4), ...addressesOf(six, 6)];
  if (addresses.length > 0) return addresses;
  if (late.signal.aborted) throw Object.assign(new Error("no name server answered in time"), { code: "ETIMEOUT" });
  // That there is none of one family says less than that the servers could not be asked about the other.
  const failed = [four, six].find((answer) => answer.status === "rejected" && !isNone(answer.reason));
  throw failed?.status === "rejected" && failed.reason instanceof Error ? failed.reason : Object.assign(new Error("the name has no address"), { code: "ENOTFOUND" });
}

function addressesOf(answer: PromiseSettledResult<readonly string[]>, family: 4 | 6): LookupAddress[] {
  return answer.status === "fulfilled" ? answer.value.map((address) => ({ address, family })) : [];
}

function isNone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENODATA" || error.code === "ENOTFOUND");
}

/** Asks the operating system, which knows the names of this machine and of its network as well. */
export const systemNames: Lookup = (hostname) => systemLookup(hostname, { all: true });
