"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { useLooks } from "@/components/page/use-looks";

const PACE = { firstSeconds: 1.5, growth: 1.2, longestSeconds: 15 };
/** Afterwards whoever is still there looks by themselves. */
const LONGEST_SECONDS = 900;

const nothing = async (): Promise<null> => null;

/** Shows the page anew while something on it waits, ever more seldom. */
export function FollowDeliveries(): ReactNode {
  const router = useRouter();
  useLooks(
    nothing,
    (_, waitedSeconds) => {
      if (document.visibilityState === "visible") router.refresh();
      return waitedSeconds < LONGEST_SECONDS;
    },
    PACE,
  );
  return null;
}
