"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const SECONDS = 2;
/** What lasts longer than this waits for a worker, or for Microsoft. */
const QUICK_SECONDS = 120;
const SLOW_SECONDS = 15;

/** Shows the page anew again and again, for as long as it stands on it. */
export function RenewWhileRunning(): null {
  const router = useRouter();
  useEffect(() => {
    const began = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      const seconds = Date.now() - began < QUICK_SECONDS * 1000 ? SECONDS : SLOW_SECONDS;
      timer = setTimeout(() => {
        if (document.visibilityState === "visible") router.refresh();
        later();
      }, seconds * 1000);
    };
    later();
    return () => clearTimeout(timer);
  }, [router]);
  return null;
}
