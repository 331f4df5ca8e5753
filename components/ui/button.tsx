import { cva } from "class-variance-authority";
import type { VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { Slot } from "@/components/ui/slot";

/** Classes of a button, for what has to look like one. */
export const buttonVariants = cva(
  [
    "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border border-transparent font-medium whitespace-nowrap",
    "transition-colors select-none disabled:pointer-events-none disabled:opacity-50 disabled:aria-busy:opacity-80 aria-disabled:pointer-events-none aria-disabled:opacity-50",
    "[&_svg]:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        default: "bg-primary text-primary-foreground shadow-xs hover:bg-primary-hover",
        brand: "border-brand-foreground/15 bg-brand text-brand-foreground shadow-xs hover:bg-brand-hover",
        secondary: "bg-accent text-accent-foreground hover:bg-border",
        outline: "border-border bg-card text-foreground shadow-xs hover:bg-accent",
        ghost: "text-foreground hover:bg-accent",
        destructive: "bg-destructive text-destructive-foreground shadow-xs hover:bg-destructive-hover",
        link: "text-primary-text underline-offset-4 hover:underline",
      },
      size: {
        sm: "h-7 px-2.5 text-xs pointer-coarse:h-9",
        default: "h-control px-3 text-sm",
        lg: "h-11 px-5 text-base",
        icon: "size-control",
        "icon-sm": "size-7 pointer-coarse:size-9",
      },
    },
    compoundVariants: [{ variant: "link", className: "h-auto min-h-6 px-0" }],
    defaultVariants: { variant: "default", size: "default" },
  },
);

export type ButtonLook = VariantProps<typeof buttonVariants>;

interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  /** Puts the look on the only child, a link for example. */
  asChild?: boolean;
}

/** A button; it submits no form unless its type says so. */
export function Button({ asChild = false, variant, size, className, type = "button", ...props }: ButtonProps): ReactNode {
  const classes = cn(buttonVariants({ variant, size }), className);
  return asChild ? <Slot className={classes} {...props} /> : <button type={type} className={classes} {...props} />;
}
