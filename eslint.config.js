import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The rooms of src/, bottom first: a room may import from those before it, never from those after it. */
const rooms = [
  'records',
  'alignment',
  'diagnostics',
  'vocabulary',
  'file-formats',
  'weight-files',
  'dsl',
  'own-words',
  'compiler',
  'picture',
  'diff',
  'merge',
  'format',
  'lock',
  'runtime',
  'report',
  'page',
  'tracking',
  'comparison',
  'live',
  'language-server',
  'cli',
];

/** An import that goes into another folder must stop at that folder's door, its index. */
const doors = {
  regex: '^\\.{1,2}/(\\.\\./)*[A-Za-z0-9_-]+/(?!index\\.js$)',
  message: "Import from the folder's door (its index.js), not from a file behind it.",
};

/** The rooms of src/runtime, bottom first, with the same rule. */
const runtimeRooms = [
  'api',
  'random-streams',
  'capture',
  'store',
  'download',
  'data',
  'closed-forms',
  'engine-errors',
  'engines',
  'jobs',
  'scheduler',
  'plan',
  'trainer',
  'worker',
  'run',
  'maintenance',
  'inference',
  'engine-setup',
];

/** What a room of `folder` may not import: the rooms after it. */
const roomsAbove = (folder, names, room) => {
  const above = names.slice(names.indexOf(room) + 1);
  if (above.length === 0) return [];
  const message = `${folder}/${room} may not import from a room above it (${above.join(', ')}).`;
  return [{ regex: `^(\\.\\./)+(${above.join('|')})/`, message }];
};

const restricted = (folder, patterns) => ({
  files: [`${folder}/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: [doors, ...patterns] }] },
});

const upward = [
  ...rooms.map((room) => restricted(`src/${room}`, roomsAbove('src', rooms, room))),
  // A later entry replaces an earlier one, so these hold both orders.
  ...runtimeRooms.map((room) =>
    restricted(`src/runtime/${room}`, [
      ...roomsAbove('src', rooms, 'runtime'),
      ...roomsAbove('src/runtime', runtimeRooms, room),
    ]),
  ),
];

/** The script of a page is bundled: through the doors, all that is behind them would come into it. */
const pageScript = {
  files: ['src/page/client/**/*.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: roomsAbove('src', rooms, 'page') }] },
};

/** What words of graphs' own import: through the doors, all words would be loaded with the helpers. */
const wordHelpers = {
  files: ['src/vocabulary/words.ts'],
  rules: { 'no-restricted-imports': ['error', { patterns: roomsAbove('src', rooms, 'vocabulary') }] },
};

/** Ways to make or ask a record in which names that people chose meet those that every object inherits. */
const inherited = [
  {
    selector:
      "VariableDeclarator[id.typeAnnotation.typeAnnotation.parameterTypeName.name='Record'] > ObjectExpression[properties.length=0]",
    message:
      'A record that is filled by name has no prototype: begin with nullPrototypeRecord() of src/records, or a Map.',
  },
  {
    selector: "BinaryExpression[operator='in']:not([left.type='Literal'])",
    message: '`in` finds what every object inherits: ask Object.hasOwn, or a Map.',
  },
  {
    selector:
      "CallExpression[callee.object.name='Object'][callee.property.name='assign'] > ObjectExpression:first-child",
    message: 'Object.assign loses the key __proto__: spread, or use nullPrototypeRecord() of src/records.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'bench/.envs/**',
      'dist/**',
      'editors/vscode/dist/**',
      'coverage/**',
      'node_modules/**',
      '**/generated/**',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['src/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...inherited] } },
  ...upward,
  pageScript,
  wordHelpers,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        Buffer: 'readonly',
        AbortController: 'readonly',
        URL: 'readonly',
      },
    },
    rules: { 'no-console': 'off' },
  },
);
