import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/dsl: the text, its structure, parameters, expressions and arguments. */
export const dslCatalog = {
  'yaml-syntax': {
    title: 'the file is not valid YAML',
    explanation: `A graph is a YAML 1.2 file. This place can't be read as YAML; what comes after it was not checked.

bad:   optimizer: Adam: 0.001
good:  optimizer: {Adam: 0.001}`,
  },
  'bad-indentation': {
    title: 'the indentation does not fit',
    explanation: `Keys of one map stand in the same column, and what belongs to a key stands further right.
Tabs can't indent in YAML; use spaces.

bad:   train: encoder
        keep: best
good:  train: encoder
       keep: best`,
  },
  'unclosed-bracket': {
    title: 'a bracket or a quote is not closed',
    explanation: `Every [, { and quote needs its partner.

bad:   input: [28, 28, 1
good:  input: [28, 28, 1]`,
  },
  'unquoted-reference': {
    title: 'a reference in braces needs quotes',
    explanation: `Inside { } and [ ], YAML takes the { of \${name} for a map of its own, so the reference needs quotes.

bad:   Conv2D: {filters: \${filters}, kernel_size: 3}
good:  Conv2D: {filters: "\${filters}", kernel_size: 3}`,
  },
  'unquoted-comma': {
    title: 'a comma ends a value between braces',
    explanation: `Inside { } and [ ], YAML ends a value at a comma, so an expression that holds one needs quotes, and a number is
written with a point: 0.002.

bad:   copy: {value: mean_squared_error(image, copy), weight: 2}
good:  copy: {value: "mean_squared_error(image, copy)", weight: 2}`,
  },
  'duplicate-key': {
    title: 'a key stands twice in one map',
    explanation: `YAML maps have every key once. The first one is used for the rest of the check.

bad:   {units: 32, activation: relu, units: 64}
good:  {units: 64, activation: relu}`,
  },
  'several-documents': {
    title: 'the file holds more than one YAML document',
    explanation: `One file is one graph: a line with only --- starts a second document. Give it a file of its own.`,
  },
  'empty-graph': {
    title: 'there is nothing in the file',
    explanation: `A graph has at least a version and something to learn:

lagraph: 1
data: {mnist: {source: mnist}}
networks: ...
plan: ...`,
  },
  'bad-alias': {
    title: 'an alias can not be used here',
    explanation: `*name repeats what &name marked before it in the file. It can't stand before its anchor or inside it, and
aliases may not blow a file up to more than 100,000 values. The merge key << takes a map or a list of maps.

bad:   first: *small
       second: &small {units: 4}
good:  first: &small {units: 4}
       second: *small`,
  },
  'yaml-feature': {
    title: 'a YAML feature that graphs do not use',
    explanation: `Tags (!name), keys that are not plain text, and binary values have no meaning in a graph.

bad:   units: !size 4
good:  units: 4`,
  },
  'language-version': {
    title: 'the language version is unknown',
    explanation: `The first line of a graph says which version of the language it is written in. This lagraph knows version 1.

good:  lagraph: 1`,
  },
  'unknown-key': {
    title: 'a key that has no meaning here',
    explanation: `Every key of a graph is checked, so that a slip of the finger is never ignored.

bad:   on: {data: mnist, batchsize: 32}
good:  on: {data: mnist, batch_size: 32}`,
  },
  'missing-key': {
    title: 'a key is missing',
    explanation: `Some entries can't be understood without a certain key.

bad:   evaluate: {reads: {measure: "accuracy(label, classifier(image))"}}
good:  evaluate: {reads: {on: mnist.test, measure: "accuracy(label, classifier(image))"}}`,
  },
  'conflicting-keys': {
    title: 'keys that exclude each other',
    explanation: `An entry can be written in one of several ways, not in two at once.

bad:   encoder: {like: teacher, layers: [{Dense: 4}]}
good:  encoder: {like: teacher}`,
  },
  'wrong-type': {
    title: 'a value of the wrong type',
    explanation: `The value is a text, a number, a list or a map where something else is needed. Numbers in quotes are texts.

bad:   epochs: "3"
good:  epochs: 3`,
  },
  'out-of-range': {
    title: 'a number or a list is out of its range',
    explanation: `The value has the right type, but is too small, too large, not whole, or a list of the wrong length.

bad:   Dropout: 1.5
good:  Dropout: 0.5`,
  },
  'unknown-choice': {
    title: 'not one of the possible words',
    explanation: `The value must be one of a fixed set of words.

bad:   Conv2D: {filters: 8, kernel_size: 3, padding: sane}
good:  Conv2D: {filters: 8, kernel_size: 3, padding: same}`,
  },
  'bad-name': {
    title: 'a name that can not be used in expressions',
    explanation: `Names of networks, models, data sets, phases and wires are used in expressions, so they consist of letters, digits
and _, and don't start with a digit.

bad:   networks: {mnist-encoder: {like: encoder}}
good:  networks: {mnist_encoder: {like: encoder}}`,
  },
  'duplicate-name': {
    title: 'two things have the same name',
    explanation: `Where things are told apart by name, a name is given once.

bad:   layers: [{Dense: 8, name: code}, {Dense: 4, name: code}]
good:  layers: [{Dense: 8, name: code}, {Dense: 4, name: small_code}]`,
  },
  'not-yet-supported': {
    title: 'a part of the language that this version does not run yet',
    explanation: `The key belongs to the language, but this version of lagraph can't do it. It is refused, because a section
that is silently ignored would change what the graph means.`,
  },
  'unknown-parameter': {
    title: 'a parameter that is not declared',
    explanation: `\${name} and name=value refer to a parameter under \`params:\`, or to a variable of the \`for:\` around it.

bad:   epochs: \${epohcs}
good:  epochs: \${epochs}`,
  },
  'bad-parameter': {
    title: 'a parameter declaration that contradicts itself',
    explanation: `A parameter is a plain value, or a map with \`default\` and perhaps \`min\`, \`max\`, \`choices\` and \`help\`. The default
fits what the declaration says, and parameters don't refer to one another in a circle.

bad:   epochs: {default: 0, min: 1}
good:  epochs: {default: 3, min: 1}`,
  },
  'bad-parameter-value': {
    title: 'a value that the parameter does not allow',
    explanation: `A value for a parameter, from a profile or the command line, has the type of the parameter's default and fits its
\`min\`, \`max\` and \`choices\`.

bad:   lagraph run graph.yaml epochs=many
good:  lagraph run graph.yaml epochs=20`,
  },
  'bad-reference': {
    title: 'a ${...} that can not be computed',
    explanation: `Inside \${...} stand parameters, numbers, + - * / // % **, parentheses and min, max, floor, ceil, round.

bad:   units: \${width / 0}
good:  units: \${width // 2}`,
  },
  'unknown-profile': {
    title: 'a profile that the graph does not have',
    explanation: `--profile names one of the sets of values under \`profiles:\`.

profiles:
  quick: {epochs: 1}`,
  },
  'bad-override': {
    title: 'an override that can not be read',
    explanation: `An override is name=value for a parameter, or the path of a value in the graph. The value is read as YAML.

bad:   lagraph run graph.yaml epochs
good:  lagraph run graph.yaml epochs=3 plan.link.on.batch_size=64`,
  },
  'unknown-override': {
    title: 'an override of something that does not exist',
    explanation: `The name before = is neither a parameter nor the path of something that the graph says.

bad:   lagraph run graph.yaml plan.lnik.on.epochs=3
good:  lagraph run graph.yaml plan.link.on.epochs=3`,
  },
  'uneven-loop': {
    title: 'the lists of a loop have different lengths',
    explanation: `Lists under \`for:\` are walked through together, one value of each at a time, so they are equally long.

bad:   for: {filters: [32, 64, 64], rate: [0.4, 0.2]}
good:  for: {filters: [32, 64, 64], rate: [0.4, 0.4, 0.2]}`,
  },
  'bad-extends': {
    title: 'a phase that can not be extended',
    explanation: `\`extends\` names another phase of the plan, whose keys are taken where the phase has none of its own. Phases don't
extend one another in a circle.

bad:   tune: {extends: tune, on: {epochs: 5}}
good:  tune: {extends: train, after: [train], on: {epochs: 5}}`,
  },
  'bad-import': {
    title: 'a part that can not be imported',
    explanation: `\`imports\` names the files of parts, each under a namespace. The path begins in the folder of the graph that it is
written in, folders in it are separated by /, and no parameter stands in it. The part is a graph; graphs don't import
one another in a circle.

bad:   imports: {digits: "parts/\${which}.yaml"}
good:  imports: {digits: parts/digits.yaml}`,
  },
  'bad-words': {
    title: 'a module of words that can not be used',
    explanation: `\`words\` lists JavaScript modules, whose paths begin in the folder of the graph that they are written in. A module
stands alone, and each of its exports is a word made by a helper of \`lagraph/words\`, with a name that lagraph has not.
docs/words.md says how each kind is made.

bad:   words: [my-words.ts]
good:  words: [./my-words.mjs]`,
  },
  'untrusted-words': {
    title: 'a module of words that was not trusted',
    explanation: `A module of words is code, and nothing of it runs before you trust it: \`lagraph trust my-words.mjs\`. What is
trusted is kept for you alone, by the hash of the file: a changed file is trusted anew.

bad:   words: [./untrusted.mjs]
good:  words: [./my-words.mjs]`,
  },
  'unknown-template': {
    title: 'a template that is not declared',
    explanation: `\`use\` names a template under \`templates:\`, of this graph or, with its namespace, of a part.

bad:   templates: {block: {layers: [Flatten, {Dense: 8}]}}
       networks: {encoder: {input: [28, 28, 1], layers: [{use: blok}]}}
good:  templates: {block: {layers: [Flatten, {Dense: 8}]}}
       networks: {encoder: {input: [28, 28, 1], layers: [{use: block}]}}`,
  },
  'bad-template': {
    title: 'a template that can not be used as it is',
    explanation: `A template has \`params\`, and what it makes: \`layers\`, \`network\`, \`model\`, \`data_set\`, \`phase\`, \`evaluation\` or
\`value\`, or sections with entries. It is used where such a thing stands; one of sections, under \`imports\`. Templates
don't use one another in a circle.

bad:   templates: {block: {layers: [Flatten, {Dense: 8}]}}
       networks: {encoder: {use: block}}
good:  templates: {block: {layers: [Flatten, {Dense: 8}]}}
       networks: {encoder: {input: [28, 28, 1], layers: [{use: block}]}}`,
  },
  'expression-syntax': {
    title: 'an expression that can not be read',
    explanation: `Expressions are names, numbers, calls and arithmetic: f(x, axis=1), a.b, a + b * 2, a -> b.

bad:   loss: mean(image ? copy)
good:  loss: mean(image - copy)`,
  },
  'unclosed-parenthesis': {
    title: 'a parenthesis without its partner',
    explanation: `Every ( needs its ), every [ its ].

bad:   loss: mean(square(image - copy)
good:  loss: mean(square(image - copy))`,
  },
  'missing-operand': {
    title: 'a value is missing in an expression',
    explanation: `Something is needed on this side of the operator, comma or arrow.

bad:   copy: z + * 2
good:  copy: z + 2 * 2`,
  },
  'missing-operator': {
    title: 'two values side by side',
    explanation: `Between two values stands an operator or a comma; a function is called with parentheses.

bad:   z: encoder image
good:  z: encoder(image)`,
  },
  'unknown-word': {
    title: 'a layer, optimizer, source or other word that does not exist',
    explanation: `Layers, optimizers and losses are written as Keras writes them; \`lagraph schema\` lists them all.

bad:   - Conv2d: {filters: 32, kernel_size: 3}
good:  - Conv2D: {filters: 32, kernel_size: 3}`,
  },
  'unknown-argument': {
    title: 'an argument that the word does not have',
    explanation: `Arguments are Keras's, in snake case. What would be ignored is refused.

bad:   Dense: {unit: 32}
good:  Dense: {units: 32}`,
  },
  'missing-argument': {
    title: 'a word or a template lacks an argument that it needs',
    explanation: `Some arguments have no default, nor have parameters of templates that are declared with a type.

bad:   Conv2D: {kernel_size: 3}
good:  Conv2D: {filters: 32, kernel_size: 3}`,
  },
} as const satisfies Record<string, CatalogEntry>;
