import { clsx } from "clsx";
import type { ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// Tailwind's configuration adds this one spacing, which the library cannot know.
const merge = extendTailwindMerge({ extend: { theme: { spacing: ["control"] } } });

/** Joins class names; of two that set the same thing the later wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
