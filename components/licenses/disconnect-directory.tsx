import type { ReactNode } from "react";
import type { PickerTexts } from "@/components/licenses/picker-texts";
import { SubmitButton } from "@/components/ui/submit-button";

interface DisconnectDirectoryProps {
  texts: PickerTexts;
  disconnect: (form: FormData) => Promise<void>;
}

/** Takes back what lets the portal look people up. Stands in a form behind its own button, which stays the one that Enter presses. */
export function DisconnectDirectory({ texts, disconnect }: DisconnectDirectoryProps): ReactNode {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t pt-3 text-sm text-muted-foreground">
      <p className="min-w-0 flex-1 basis-64 text-pretty">{texts.disconnectBody}</p>
      <SubmitButton variant="ghost" size="sm" formAction={disconnect} formNoValidate pendingText={texts.disconnecting}>
        {texts.disconnect}
      </SubmitButton>
    </div>
  );
}
