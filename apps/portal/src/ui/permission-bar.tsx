/** Says what a person may not do here, before they try. */
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { phrases } from '../text/phrases.ts';

/** `needed`: a role or several, as people know them: "the role Application Administrator, or to own the application". */
export function PermissionBar({ needed }: { needed: string }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{phrases.notPermitted.title}</MessageBarTitle>
        {phrases.notPermitted.body(needed)}
      </MessageBarBody>
    </MessageBar>
  );
}
