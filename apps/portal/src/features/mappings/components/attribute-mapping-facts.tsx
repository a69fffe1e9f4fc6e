/** One attribute mapping for those who may not change it. */
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Facts } from '../../../ui/facts.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { AttributeForm } from './attribute-form.ts';

const { edit: words } = mappings;

export function AttributeMappingFacts({ form, onClose }: { form: AttributeForm; onClose: () => void }) {
  const { type, source, constant, expression, defaultValue, target, isMatching, precedence, apply, flowNull } = form;
  const sources = {
    Direct: [{ name: words.source, value: source }],
    Constant: [{ name: words.constant, value: constant }],
    Expression: [{ name: words.expression, value: expression }],
    None: [],
  };
  const yesOrNo = (value: boolean): string => (value ? phrases.yes : phrases.no);
  return (
    <SidePane title={words.viewTitle} onClose={onClose}>
      <Facts
        facts={[
          { name: words.type, value: words.types[type] },
          ...sources[type],
          { name: words.defaultValue, value: defaultValue || phrases.none },
          { name: words.target, value: target },
          { name: words.matching, value: yesOrNo(isMatching) },
          ...(isMatching ? [{ name: words.precedence, value: precedence }] : []),
          { name: words.apply, value: apply === 'Always' || apply === 'ObjectAddOnly' ? words.applies[apply] : apply },
          { name: words.flowNull, value: yesOrNo(flowNull) },
        ]}
      />
    </SidePane>
  );
}
