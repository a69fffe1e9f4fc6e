/** Bugs that a provisioning engine may well have, each as one change of one file: mutations.ts plants them. */
export type Mutation = {
  readonly name: string;
  readonly file: string;
  /** The change, in words. */
  readonly what: string;
  /** Found once in the file. */
  readonly find: string;
  readonly replace: string;
};

const engine = 'packages/engine/src';

export const mutations: readonly Mutation[] = [
  {
    name: 'The cursor is committed before the links',
    file: `${engine}/cycle/page-line.ts`,
    what: 'a page is committed in two transactions, the cursor first',
    find: 'const committed = engine.cycles.commitPage(job.id, lease, book.toCommit(cursor));',
    replace: `const { cursor: moved } = book.toCommit(cursor);
    const empty = { links: { put: [], drop: [] }, references: { written: [], removed: [] }, escrows: { put: [], clear: [] }, log: [] };
    const committed = engine.cycles
      .commitPage(job.id, lease, { ...empty, ...(moved ? { cursor: moved } : {}) })
      .then(() => engine.cycles.commitPage(job.id, lease, book.toCommit(undefined)));`,
  },
  {
    name: 'A create is sent again without a match',
    file: `${engine}/pipeline/match.ts`,
    what: 'after an answer was lost, the account is not looked for before the create is repeated',
    find: 'if (record.matchValues.length === 0) throw missingValue(record, rule);',
    replace: 'if (record.trail.hasLetIn) return { ...record, existing: undefined, targetId: undefined };',
  },
  {
    name: 'A disable is not counted',
    file: `${engine}/pipeline/index.ts`,
    what: 'the deletion guard holds back deletes only',
    find: "  decision.kind === 'disable' || decision.kind === 'delete';",
    replace: "  decision.kind === 'delete';",
  },
  {
    name: 'The watermark is taken after reading',
    file: `${engine}/cycle/run-cycle.ts`,
    what: 'incremental cycles begin where the feed ends when the initial cycle is over',
    find: '  await runInitial(cycle, cursor);',
    replace: `  await runInitial(cycle, cursor);
  await engine.jobs.saveCursor(lease, { kind: 'incremental', position: await cycle.source.position() });`,
  },
  {
    name: 'A refused member is forgotten',
    file: `${engine}/references/write-owner.ts`,
    what: 'a member whose add was refused is not kept for retry',
    find: "    page.book.putEscrow({ id, type: links.get(id)?.type ?? 'User' }, asReferenceFailure(error), now);\n",
    replace: '    void [id, links, now, error, asReferenceFailure];\n',
  },
  {
    name: 'An escrow is cleared by a failure',
    file: `${engine}/pipeline/settle.ts`,
    what: 'a record that failed is not kept for retry',
    find: '  ctx.book.putEscrow({ id, type, leftAt }, error, ctx.clock.now());',
    replace: '  void [id, type, leftAt];\n  ctx.book.clearEscrow(record);',
  },
  {
    name: 'A changed scope is not evaluated anew',
    file: 'packages/testkit/src/fakes/memory-job-store.ts',
    what: 'a new schema keeps the cursor',
    find: `    const { cursor: _cursor, ...job } = row.job;
    const version`,
    replace: `    const job = row.job;
    const version`,
  },
  {
    name: 'No fence',
    file: `${engine}/cycle/page-line.ts`,
    what: 'pages are committed without the lease',
    find: 'engine.cycles.commitPage(job.id, lease, book.toCommit(cursor))',
    replace: 'engine.cycles.commitPage(job.id, undefined, book.toCommit(cursor))',
  },
  {
    name: 'References of a newcomer are lost',
    file: `${engine}/references/newcomers.ts`,
    what: 'who is linked anew is not written into the groups that had to wait',
    find: '  await settlePointingAt(page, others, false);',
    replace: '  void others;',
  },
  {
    name: 'Who was let go is deleted',
    file: `${engine}/pipeline/scope.ts`,
    what: 'an account that is not managed any more is deleted with its person',
    find: 'return isManaged || (link && ctx.settings.HardDeleteUnmanaged) ? ',
    replace: 'return isManaged || link ? ',
  },
  {
    name: 'Back without memberships',
    file: `${engine}/references/newcomers.ts`,
    what: 'who is enabled again is not written into groups again',
    find: '  await settlePointingAt(page, reenabled, true);',
    replace: '  void reenabled;',
  },
  {
    name: 'Intents are dropped',
    file: `${engine}/cycle/create-intents.ts`,
    what: 'nothing is written down before creates are sent',
    find: '  if (cycle.preview) return undefined;',
    replace: '  if (cycle.cycleId) return undefined;',
  },
  {
    name: 'A web page confirms a delete',
    file: 'packages/scim-client/src/client.ts',
    what: 'any answer of status 200 is taken for a success',
    find: "    if (isWebPage(answered.response)) throw answerInvalid(answered, 'A web page is no answer to a delete.');\n",
    replace: '',
  },
  {
    name: 'What is held back is retried too',
    file: `${engine}/pipeline/settle.ts`,
    what: 'a staged deletion keeps its escrow, which stays due',
    find: `  // It waits for a person now, not for its next attempt.
  ctx.book.clearEscrow(record);`,
    replace: '',
  },
  {
    name: 'No backoff',
    file: `${engine}/cycle/quarantine.ts`,
    what: 'an ill job is tried every half hour, or every second',
    find: 'const doublings = Math.min(seriesCount - 1, 20);',
    replace: 'const doublings = Math.min(seriesCount - 1, 0);',
  },
];
