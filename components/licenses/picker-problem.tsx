import type { ReactNode } from "react";
import { filled, type PickerTexts } from "@/components/licenses/picker-texts";
import type { PickerProblem } from "@/components/licenses/use-directory-search";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";

interface PickerProblemNoticeProps {
  problem: PickerProblem;
  texts: PickerTexts;
  retry: () => void;
}

/** Why nobody can be looked up just now; what was found and chosen before stays on the page. */
export function PickerProblemNotice({ problem, texts, retry }: PickerProblemNoticeProps): ReactNode {
  const button = (
    <Button variant="outline" size="sm" onClick={retry}>
      {texts.retry}
    </Button>
  );
  switch (problem.kind) {
    case "throttled":
      return (
        <Alert tone="warning" role="status" title={texts.throttled} actions={button}>
          {filled(texts.throttledBody, { seconds: problem.retryAfterSeconds })}
        </Alert>
      );
    case "unavailable":
      return (
        <Alert tone="warning" role="status" title={texts.unavailable} actions={button}>
          <span className="break-words">{filled(texts.unavailableBody, { id: problem.correlationId })}</span>
        </Alert>
      );
    case "offline":
      return <Alert tone="warning" role="status" title={texts.offline} actions={button} />;
    case "not-member":
    case "personal-account":
      return (
        <Alert tone="info" role="status" title={texts.notMember}>
          {texts.notMemberBody}
        </Alert>
      );
    default:
      return null;
  }
}
