import { redirect } from "next/navigation";
import { membershipsOf, requireUser } from "@/lib/auth/gate";

/** The start: staff go to their publisher's pages, everybody else to their subscriptions. */
export default async function StartPage() {
  const user = await requireUser();
  redirect((await membershipsOf(user)).length > 0 ? "/publisher" : "/subscriptions");
}
