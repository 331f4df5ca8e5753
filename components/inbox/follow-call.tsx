"use client";

import { useRouter } from "next/navigation";
import { useEffect, type ReactNode } from "react";

const EVERY_MILLISECONDS = 2_000;
/** Afterwards whoever is still there looks by themselves. */
const MOST_LOOKS = 45;

/** Shows the page anew while a call is being looked after. */
export function FollowCall(): ReactNode {
  const router = useRouter();
  useEffect(() => {
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (looks > MOST_LOOKS) clearInterval(timer);
      else if (document.visibilityState === "visible") router.refresh();
    }, EVERY_MILLISECONDS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
