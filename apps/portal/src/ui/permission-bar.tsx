/** Says what a person may not do here, before they try. */
import { MessageBar, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import { common } from '../text/common.ts';

/** `needed`: a role or several, as people know them: "the role Application Administrator, or to own the application". */
export function PermissionBar({ needed }: { needed: string }) {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{common.notPermitted.title}</MessageBarTitle>
        {common.notPermitted.body(needed)}
      </MessageBarBody>
    </MessageBar>
  );
}
