import { cloneElement, isValidElement } from "react";
import type { HTMLAttributes, ReactNode } from "react";
import { cn } from "@/components/ui/cn";

interface SlotProps extends HTMLAttributes<HTMLElement> {
  children?: ReactNode;
}

/** Gives its only child the props and classes that it received; needs no script, unlike Radix's. */
export function Slot({ children, className, ...props }: SlotProps): ReactNode {
  if (!isValidElement<{ className?: string }>(children)) return children;
  return cloneElement(children, { ...props, className: cn(className, children.props.className) });
}
