export const LAUNCH_ARGUMENTS: string[];
export function findChromium(): string | null;
