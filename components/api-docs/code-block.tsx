import type { ReactNode } from "react";
import { CopyButton } from "@/components/ui/copy-button";

interface CodeBlockProps {
  /** What it is, for those who do not see it. */
  label: string;
  code: string;
}

/** Lines to read and to copy; they scroll sideways in a region of their own. */
export function CodeBlock({ label, code }: CodeBlockProps): ReactNode {
  return (
    <div className="relative rounded-md border bg-muted">
      <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto rounded-md py-2.5 pr-10 pl-3">
        <pre className="font-mono text-xs leading-5">
          <code>{code}</code>
        </pre>
      </div>
      <div className="absolute top-1.5 right-1.5 rounded-sm bg-muted">
        <CopyButton value={code} name={label} />
      </div>
    </div>
  );
}
