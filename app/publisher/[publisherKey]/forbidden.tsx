import { Problem } from "@/components/page/problem";

/** A member whose role does not reach. */
export default function Forbidden() {
  return (
    <Problem kind="forbidden" title="Your role does not allow this" advice="Ask an owner of this publisher for a higher role. What each role may do stands on the page Team.">
      You are on the staff here, but this is not yours to see or to change.
    </Problem>
  );
}
