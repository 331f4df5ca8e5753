/** Look of what lies between a dialog and the page. */
export const dialogOverlayClasses = "fixed inset-0 z-50 animate-fade-in bg-overlay";

/** Look of a dialog's panel: at the lower edge on a phone, where the thumb is, else in the middle. */
export const dialogPanelClasses = [
  "fixed inset-x-0 bottom-0 z-50 max-h-[90dvh] animate-pop-in overflow-y-auto rounded-t-xl bg-popover p-5 text-popover-foreground shadow-lg",
  "sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-full sm:max-w-md sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl",
].join(" ");
