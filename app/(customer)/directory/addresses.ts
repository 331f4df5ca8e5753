import type { ConsentOutcome } from "@/lib/auth/directory-consent";

/** The page that asked, told what came of it; where people can be looked up now, that is seen by itself. */
export function withDirectoryOutcome(path: string, outcome: ConsentOutcome): string {
  const url = new URL(path, "http://portal.invalid");
  url.searchParams.delete("directory");
  if (outcome !== "connected") url.searchParams.set("directory", outcome);
  return `${url.pathname}${url.search}`;
}
