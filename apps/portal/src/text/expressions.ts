/** Words of expressions: the editor and the expression builder. */
export const expressions = {
  editor: {
    placeholder: 'A function, [attribute] or "text"',
    problem: 'Error',
    unknownAttribute: (name: string) =>
      `${name} is not in the attribute list. Check that it is spelled as in the directory.`,
    example: 'Example',
    gives: 'gives',
    keys: 'Ctrl+Space lists functions and attributes. Tab leaves the editor.',
  },
} as const;
