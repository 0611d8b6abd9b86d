/** One graph for each kind of error: a title, the code, and the graph with the place marked. */
import { graph, type Sections } from './range-markup.js';

export type Case = readonly [what: string, code: string, marked: string];

/** An additional phase. */
const phase = (body: string): string => graph({}, { plan: `more:\n  ${body.replaceAll('\n', '\n  ')}` });
const SOUND = 'train: head\nafter: [read]\non: {data: digits}\noptimizer: {Adam: 0.001}';
const LOSS = 'loss: categorical_crossentropy(label, head(encoder(image)))';
const loss = (expression: string): string => phase(`${SOUND}\nloss: ${expression}`);
const more = (added: Sections): string => graph({}, added);
const batch = (body: string): string =>
  phase(`${SOUND.replace('{data: digits}', `{data: digits, batch: ${body}}`)}\n${LOSS}`);
const network = (body: string): string => more({ networks: `spare: ${body}` });
const rate = (value: string): string => phase(`${SOUND}\n${LOSS}\nlearning_rate: ${value}`);
const weight = (value: string): string =>
  phase(`${SOUND}\nlosses: {own: {value: "mean(head(encoder(image)))", weight: ${value}}}`);
const data = (body: string): string => more({ data: `spare: ${body}` });
const nodes = (body: string, inputs = 'input: [8]'): string => network(`{${inputs}, nodes: ${body}}`);
const measure = (expression: string): string =>
  more({ evaluate: `good: {on: digits.test, measure: ${expression}}` });

/** A phase that trains the head and the bare weight `scale`, with assignments. */
const assigning = (body: string, rest = ''): string =>
  graph(
    {},
    {
      networks: 'follower: {like: head}\nscale: {weights: []}\nmemory: {weights: [4, 10]}',
      plan: `more:
  train: [head, scale]
  after: [read]
  on: {data: digits, epochs: 2}
  loss: mean_squared_error(label, scale * head(encoder(image)))
  optimizer: Adam
  after_update: ${body}
  ${rest}`,
    },
  );
const average = (body: string): string => assigning(`{ema: {${body}}}`);

const assignments: Case[] = [
  ['an average of nothing known', 'unknown-network', average('target: follower, of: «haed», decay: 0.9')],
  ['an average of other shapes', 'wrong-shape', average('target: follower, of: «decoder», decay: 0.9')],
  ['an average of fewer weights', 'wrong-shape', average('target: follower, of: «scale», decay: 0.9')],
  ['an average of itself', 'lost-assignment', average('target: head, of: «head», decay: 0.9')],
  ['an average that never moves', 'out-of-range', average('target: follower, of: head, decay: «1»')],
  ['a decay above 1', 'out-of-range', average('target: follower, of: head, decay: "«epoch»"')],
  [
    'a copy over what is trained',
    'lost-assignment',
    assigning('{«ema»: {target: head, of: follower, decay: 0}}'),
  ],
  ['bounds without a bound', 'missing-key', assigning('{«clip»: {weights: head}}')],
  ['bounds the wrong way round', 'out-of-range', assigning('{clip: {weights: head, min: «1», max: 0}}')],
  ['a weight of no layer', 'unknown-layer', assigning('{unit_norm: head/dense/«kernal»}')],
  ['norms of single numbers', 'wrong-shape', assigning('{unit_norm: «scale»}')],
  ['an axis that nothing has', 'wrong-shape', assigning('{unit_norm: {weights: head, axis: «5»}}')],
  ['a value for a network', 'not-a-weight', assigning('{assign: {«head»: scale}}')],
  ['a value for nothing known', 'unknown-network', assigning('{assign: {«memry»: memory}}')],
  ['a value of another shape', 'wrong-shape', assigning('{assign: {memory: «scale»}}')],
  ['a value of the batch', 'wrong-shape', assigning('{assign: {memory: «head(encoder(image))»}}')],
  [
    'a queue of another length',
    'wrong-shape',
    assigning('{assign: {memory: "«concat(head(encoder(image)), memory[0:2], axis=0)»"}}'),
  ],
  ['an unknown name in a value', 'unknown-name', assigning('{assign: {memory: "memory * «sclae»"}}')],
  ['a value over what is trained', 'lost-assignment', assigning('{«assign»: {scale: 1}}')],
  [
    'a value of a frozen weight',
    'nothing-to-assign',
    assigning('{assign: {«memory»: memory / 2}}', 'freeze: [memory]'),
  ],
  [
    'an average of a frozen network',
    'nothing-to-assign',
    assigning('{ema: {target: «follower», of: head, decay: 0.9}}', 'freeze: [follower]'),
  ],
  [
    'bounds of a frozen network',
    'nothing-to-assign',
    assigning('{clip: {weights: «follower», max: 1}}', 'freeze: [follower]'),
  ],
];

/** A phase that solves for weights of one Dense layer, or of bare weights. */
const solving = (solve: string, rest = 'train: linker\non: digits'): string =>
  graph(
    {},
    {
      networks: `linker: {input: encoder, layers: [{Dense: 8, name: map}]}
deep: {input: encoder, layers: [{Dense: 4}, {Dense: 8, name: out}]}
bent: {input: encoder, layers: [{Dense: {units: 8, activation: relu}}]}
means: {weights: [10, 8]}
few: {weights: [9, 8]}`,
      plan: `more:\n  after: [copy]\n  ${rest.replaceAll('\n', '\n  ')}\n  solve: ${solve}
others:
  train: [linker, deep, bent, few, means]
  after: [more]
  on: digits
  loss: mean(linker(encoder(image)) * deep(encoder(image)) * bent(encoder(image))) + mean(few) + mean(means)
  optimizer: Adam`,
    },
  );
const CODES = 'inputs: encoder(image)';
const RIDGE = `{ridge: {${CODES}, targets: encoder(image)}}`;

const solutions: Case[] = [
  ['a misspelt method', 'unknown-key', solving(`{«rigde»: {${CODES}, targets: encoder(image)}}`)],
  ['a misspelt argument', 'unknown-key', solving(`{ridge: {${CODES}, targets: encoder(image), «l3»: 1}}`)],
  ['targets that are missing', 'missing-key', solving(`{«ridge»: {${CODES}}}`)],
  ['a penalty below 0', 'out-of-range', solving(`{ridge: {${CODES}, targets: encoder(image), l2: «-1»}}`)],
  ['an unknown kind', 'unknown-choice', solving(`{whitening: {${CODES}, kind: «zac»}}`)],
  [
    'two methods',
    'conflicting-keys',
    solving(`{«ridge»: {${CODES}, targets: encoder(image)}, pca: {${CODES}}}`),
  ],
  [
    'a solution beside a loss',
    'conflicting-keys',
    solving(RIDGE, 'train: linker\non: digits\n«loss»: mean(image)'),
  ],
  [
    'a solution by an optimizer',
    'conflicting-keys',
    solving(RIDGE, 'train: linker\non: digits\n«optimizer»: Adam'),
  ],
  ['a misspelt name in values', 'unknown-name', solving(`{ridge: {${CODES}, targets: encoder(«imgae»)}}`)],
  ['solving for nothing known', 'unknown-network', solving(RIDGE, 'train: «linkr»\non: digits')],
  ['solving for several layers', 'not-solvable', solving(RIDGE, 'train: «deep»\non: digits')],
  [
    'solving for rows by a map',
    'not-solvable',
    solving(`{class_means: {${CODES}, labels: label}}`, 'train: «linker»\non: digits'),
  ],
  ['one result too many', 'not-solvable', solving(RIDGE, 'train: [linker, «bent»]\non: digits')],
  ['one result too few', 'not-solvable', solving(`{«cca»: {${CODES}, targets: encoder(image)}}`)],
  [
    'one weight for two results',
    'not-solvable',
    solving(`{pca: {${CODES}}}`, 'train: [linker, «linker»]\non: digits'),
  ],
  [
    'solving for what is frozen',
    'nothing-to-train',
    solving(RIDGE, 'train: «linker»\nfreeze: [linker]\non: digits'),
  ],
  [
    'an activation behind what is solved for',
    'solved-before-activation',
    solving(RIDGE, 'train: «bent»\non: digits'),
  ],
  [
    'inputs of another size',
    'wrong-shape',
    solving('{ridge: {inputs: flatten(image), targets: encoder(image)}}', 'train: «linker»\non: digits'),
  ],
  [
    'targets of another size',
    'wrong-shape',
    solving(`{ridge: {${CODES}, targets: label}}`, 'train: «linker»\non: digits'),
  ],
  ['inputs that are images', 'wrong-shape', solving('{ridge: {inputs: «image», targets: encoder(image)}}')],
  [
    'inputs without a batch',
    'wrong-shape',
    solving('{ridge: {inputs: "«mean(encoder(image), axis=0)»", targets: encoder(image)}}'),
  ],
  ['a rotation to another size', 'wrong-shape', solving(`{procrustes: {${CODES}, targets: «label»}}`)],
  [
    'labels that are images',
    'wrong-shape',
    solving(`{class_means: {${CODES}, labels: «image»}}`, 'train: means\non: digits'),
  ],
  [
    'a row too few',
    'wrong-shape',
    solving(`{class_means: {${CODES}, labels: label}}`, 'train: «few»\non: digits'),
  ],
  [
    'rows of another shape',
    'wrong-shape',
    solving('{kmeans: {inputs: image}}', 'train: «means»\non: {data: digits, epochs: 3}'),
  ],
  ['more examples than rows', 'wrong-shape', solving(`{examples: {${CODES}}}`, 'train: «means»\non: digits')],
  ['epochs of one pass', 'out-of-range', solving(RIDGE, 'train: linker\non: {data: digits, epochs: «2»}')],
  [
    'batches of classes',
    'out-of-range',
    solving(RIDGE, 'train: linker\non: {data: digits, batch: «{classes: 5, each: 4}»}'),
  ],
  [
    'clusters without a number of passes',
    'missing-key',
    solving(`{kmeans: {${CODES}}}`, 'train: means\non: «digits»'),
  ],
  [
    'a part of a pass',
    'out-of-range',
    solving(RIDGE, 'train: linker\non: {data: digits, steps_per_epoch: «20»}'),
  ],
  [
    'a metric on no data',
    'missing-key',
    solving(RIDGE, 'train: linker\non: digits\nmetrics: {«size»: "mean(encoder(image))"}'),
  ],
  [
    'no figure of a method',
    'unknown-figure',
    solving(RIDGE, 'train: linker\non: digits\nreference: {«accuracy»: 1}'),
  ],
  [
    'fewer examples than features',
    'few-examples',
    solving(
      '{ridge: {inputs: «encoder(image)», targets: encoder(image)}}',
      'train: linker\non: handful',
    ).replace('digits: {source: mnist}', 'digits: {source: mnist}\n  handful: {from: digits, take: 5}'),
  ],
];

const names: Case[] = [
  ['a misspelt field', 'unknown-name', loss('mean_squared_error(«imgae», image)')],
  ['a misspelt function', 'unknown-name', loss('«mean_sqared_error»(image, image)')],
  ['a misspelt network in a call', 'unknown-name', loss('mean(«haed»(encoder(image)))')],
  ['a misspelt network in a chain', 'unknown-name', more({ models: 'spare: encoder -> «decodr»' })],
  [
    'a field that validation data lacks',
    'unknown-name',
    more({
      data: 'noisy: {from: digits, add: {noisy: "image + normal(0, 1)"}}',
      plan: `more: {train: encoder, after: [copy], on: noisy, validate: «digits.test»,
  loss: "mean(encoder(noisy))", optimizer: Adam}`,
    }),
  ],
  ['a misspelt node', 'unknown-name', nodes('{a: {Dense: 2}, b: {Dense: {units: 2}, of: «c»}}, outputs: b')],
  ['a layer as a text among nodes', 'unknown-name', nodes('{a: «Flatten»}, outputs: a')],
  ['a layer called among nodes', 'unknown-name', nodes('{a: «Flatten»(input)}, outputs: a')],
  ['an output that is no node', 'unknown-name', nodes('{a: {Dense: 2}}, outputs: [a, «b»]')],
  [
    'an output that is no wire',
    'unknown-name',
    more({ models: 'spare: {inputs: {x: encoder}, wires: {y: head(x)}, outputs: [y, «z»]}' }),
  ],
  ['a field to augment', 'unknown-name', data('{from: digits, augment: {«imag»: {rotate: 3}}}')],
  ['a label to pair by', 'unknown-name', data('{pair: {a: digits, b: digits}, by: «lable»}')],
  ['a field of no member', 'unknown-name', data('{from: digits, add: {x: "«a.image» + 1"}}')],
  ['like nothing', 'unknown-network', network('{like: «encodr»}')],
  ['the input of nothing', 'unknown-network', network('{input: «encodr», layers: [ReLU]}')],
  ['training nothing', 'unknown-network', phase(`${SOUND.replace('head', '«haed»')}\n${LOSS}`)],
  [
    'training layers of nothing',
    'unknown-network',
    phase(`${SOUND.replace('head', '«haed»/dense')}\n${LOSS}`),
  ],
  ['freezing nothing', 'unknown-network', phase(`${SOUND}\n${LOSS}\nfreeze: [«encodr»]`)],
  ['starting from nothing', 'unknown-network', phase(`${SOUND}\n${LOSS}\nstart: {head: «haed»}`)],
  ['starting from itself', 'unknown-network', phase(`${SOUND}\n${LOSS}\nstart: {head: «more»}`)],
  ['starting nothing', 'unknown-network', phase(`${SOUND}\n${LOSS}\nstart: {«haed»: read}`)],
  [
    'freezing until no layer',
    'unknown-layer',
    phase(`${SOUND}\n${LOSS}\nfreeze: [{network: encoder, until: «coed»}]`),
  ],
  [
    'a quoted pattern of no layer',
    'unknown-layer',
    phase(`${SOUND.replace('train: head', 'train: ["head/«des*»"]').replace('des*', 'dse*')}\n${LOSS}`),
  ],
  [
    'a quoted pattern of no network',
    'unknown-network',
    phase(`${SOUND.replace('train: head', "train: '«haed»/den*'")}\n${LOSS}`),
  ],
  ['a quoted split', 'unknown-split', phase(`${SOUND}\n${LOSS}\nvalidate: "digits.«tset»"`)],
  ['training no layer', 'unknown-layer', phase(`${SOUND.replace('head', 'head/«desne»')}\n${LOSS}`)],
  [
    'freezing no kind of layer',
    'unknown-layer',
    phase(`${SOUND}\n${LOSS}\nfreeze: [{network: encoder, kind: «Conv2D»}]`),
  ],
  ['training on nothing', 'unknown-data', phase(`${SOUND.replace('digits', '«digts»')}\n${LOSS}`)],
  ['made from nothing', 'unknown-data', data('{from: «digts»}')],
  ['a pair with nothing', 'unknown-data', data('{pair: {a: digits, b: «digts»}, by: label}')],
  [
    'measured on nothing',
    'unknown-data',
    more({ evaluate: 'good: {on: «digts».test, measure: mean(image)}' }),
  ],
  ['a misspelt split', 'unknown-split', phase(`${SOUND}\n${LOSS}\nvalidate: digits.«tset»`)],
  [
    'no split to train on',
    'unknown-split',
    more({
      data: 'cut: {source: image_folder, path: p, size: [8, 8], splits: {a: a, b: b}}',
      evaluate: 'good: {on: «cut», measure: mean(image)}',
    }),
  ],
  ['after nothing', 'unknown-phase', phase(`${SOUND.replace('[read]', '[«raed»]')}\n${LOSS}`)],
  ['after itself', 'unknown-phase', phase(`${SOUND.replace('[read]', '[read, «more»]')}\n${LOSS}`)],
  ['curves of nothing', 'unknown-phase', more({ report: '- curves: [copy, «raed»]' })],
  ['an output of a network with one', 'unknown-output', loss('mean(head(encoder(image)).«probabilities»)')],
  [
    'a misspelt output',
    'unknown-output',
    more({
      networks: 'two: {input: encoder, nodes: {mean: {Dense: 2}, size: {Dense: 2}}, outputs: [mean, size]}',
      plan: `more: {train: two, on: digits, optimizer: Adam,
  loss: "mean(two(encoder(image)).size + two(encoder(image)).«maen»)"}`,
    }),
  ],
  ['an output of a field', 'unknown-output', loss('mean(image.«size»)')],
  [
    'a figure that is not there',
    'unknown-figure',
    phase(`${SOUND}\n${LOSS}\nstop_early: {monitor: «val.loss»}`),
  ],
  [
    'classes that are images',
    'not-classes',
    more({ report: '- confusion: {on: digits.test, true: label, predicted: «image»}' }),
  ],
  ['a manifold of an encoder', 'not-a-decoder', more({ report: '- manifold: {model: «encoder»}' })],
  ['a manifold of nothing', 'unknown-network', more({ report: '- manifold: {model: «decodr»}' })],
  ['a plane of one number', 'wrong-shape', more({ report: '- plane: {on: digits.test, at: «sum(label)»}' })],
  [
    'mispredictions without images',
    'not-an-image',
    more({ report: '- mispredictions: {on: digits.test, image: «label», true: label, predicted: label}' }),
  ],
  [
    'labels of no row',
    'unknown-name',
    more({ report: '- rows: {on: digits.test, images: {digit: image}, labels: {«digt»: label}}' }),
  ],
  [
    'two reports of one name',
    'duplicate-name',
    more({ report: '- {curves: copy, name: same}\n- {curves: copy, name: «same»}' }),
  ],
  ['a histogram on nothing', 'unknown-data', more({ report: '- histogram: {on: «digts».test, of: image}' })],
  ['bars without predictions', 'missing-key', more({ report: '- «bars»: {on: digits.test, true: label}' })],
  ['a scale that is not there', 'unknown-choice', more({ report: '- {curves: copy, scale: «lg»}' })],
  [
    'a projection that is not there',
    'unknown-choice',
    more({ report: '- plane: {on: digits.test, at: image, by: «tsne»}' }),
  ],
  [
    'two kinds in one report',
    'conflicting-keys',
    more({ report: '- {curves: copy, «bars»: {on: digits.test, true: label, predicted: label}}' }),
  ],
  [
    'a reference of no figure',
    'unknown-figure',
    phase(`${SOUND}\n${LOSS}\nreference: {loss: 0.1, «val.loss»: 0.2}`),
  ],
  ['a reference by name', 'bad-name', phase(`${SOUND}\n${LOSS}\nreference: {loss: {«last»: 0.1}}`)],
  ['a reference as a text', 'wrong-type', phase(`${SOUND}\n${LOSS}\nreference: {loss: «good»}`)],
  [
    'a figure without a direction',
    'unknown-direction',
    phase(`${SOUND}\n${LOSS}\nmetrics: {size: mean(square(image))}\nkeep: {best: «size»}`),
  ],
  [
    'the dropout of a teacher',
    'resting-noise',
    graph(
      {},
      {
        networks: 'teacher: {like: encoder}\nnoise: {input: teacher, layers: [{Dropout: 0.5}]}',
        plan: `more: {train: encoder, after: [copy, read], on: digits, optimizer: Adam, untrained: true,
  loss: "mean_squared_error(«noise(teacher(image))», encoder(image))"}`,
      },
    ),
  ],
  ['a network that was what it is', 'bad-was', network('{like: head, was: «spare»}')],
  ['a network that was another', 'bad-was', network('{like: head, was: «head»}')],
  [
    'two networks that were the same',
    'bad-was',
    more({ networks: 'spare: {like: head, was: old}\nother: {like: head, was: «old»}' }),
  ],
  ['a data set that was another', 'bad-was', data('{from: digits, was: «digits»}')],
  ['a phase that was another', 'bad-was', phase(`${SOUND}\nwas: «read»\n${LOSS}`)],
  [
    'a field that was another',
    'bad-was',
    data('{from: digits, add: {one: image + 1, two: {value: image + 2, was: «one»}}}'),
  ],
  [
    'a layer that was another',
    'bad-was',
    network('{input: [8], layers: [{Dense: 2, name: a}, {Dense: 2, was: «a»}]}'),
  ],
  [
    'a node that was another',
    'bad-was',
    nodes('{a: {Dense: 2}, b: {Dense: 2, of: a, was: «a»}}, outputs: b'),
  ],
  [
    'layers of a loop that were the same',
    'bad-was',
    network('{input: [8], layers: [{repeat: 2, layers: [{Dense: 2, was: «old»}]}]}'),
  ],
  ['a model named as a network', 'name-taken', more({ models: '«head»: encoder -> decoder' })],
  ['a wire named as a field', 'name-taken', phase(`${SOUND}\nwires: {«image»: encoder(image)}\n${LOSS}`)],
  ['a wire named as a network', 'name-taken', phase(`${SOUND}\nwires: {«encoder»: encoder(image)}\n${LOSS}`)],
  [
    'a wire named as a model',
    'name-taken',
    phase(`${SOUND}\nwires: {«autoencoder»: autoencoder(image)}\n${LOSS}`),
  ],
  [
    'a node named as an input',
    'name-taken',
    nodes('{«a»: {Dense: 8, of: b}}, outputs: a', 'inputs: {a: [8], b: [8]}'),
  ],
  ['a node named as the input', 'name-taken', nodes('{«input»: {Dense: 8}}, outputs: input')],
  [
    'a wire of a model named as its input',
    'name-taken',
    more({ models: 'spare: {inputs: {x: encoder}, wires: {«x»: head(x)}, outputs: x}' }),
  ],
  [
    'a wire of a model named as a network',
    'name-taken',
    more({ models: 'spare: {inputs: {x: encoder}, wires: {«decoder»: head(x)}, outputs: decoder}' }),
  ],
  ['a field that is there', 'name-taken', data('{from: digits, add: {«label»: image + 1}}')],
  [
    'networks in a circle',
    'circular-reference',
    more({ networks: '«one»: {like: two}\ntwo: {input: one, layers: [ReLU]}' }),
  ],
  [
    'models in a circle',
    'circular-reference',
    more({ models: '«one»: encoder -> two\ntwo: encoder -> one' }),
  ],
  [
    'data in a circle',
    'circular-reference',
    more({ data: '«one»: {from: two}\ntwo: {pair: {a: one, b: digits}, by: label}' }),
  ],
];

const sizes: Case[] = [
  ['an upsampling too far', 'too-large', network('{input: [28, 28, 1], layers: [{«UpSampling2D: 100000»}]}')],
  [
    'a kernel too large',
    'too-large',
    network('{input: [28, 28, 1], layers: [Flatten, {«Dense: 1000000000»}]}'),
  ],
  [
    'a window too large',
    'too-large',
    network(
      '{input: [28, 28, 1], layers: [{«Conv2D: {filters: 1, kernel_size: 4294967296, padding: same}»}]}',
    ),
  ],
  ['a bare weight too large', 'too-large', network('{weights: «[2000000000]»}')],
  ['classes without end', 'too-large', loss('mean(«one_hot(argmax(label), 1000000000)»)')],
  ['a draw without end', 'too-large', loss('mean(«normal(shape=[1000000000])»)')],
];

const shapes: Case[] = [
  [
    'a layer on the wrong axes',
    'layer-shape',
    network('{input: [28, 28, 1], layers: [Flatten, {«Conv2D: {filters: 8, kernel_size: 3}»}]}'),
  ],
  [
    'a window that is too large',
    'layer-shape',
    network('{input: [4, 4, 1], layers: [{Conv2D: {filters: 8, kernel_size: «5»}}]}'),
  ],
  ['a shape of another size', 'layer-shape', network('{input: [8], layers: [{Reshape: «[3, 3]»}]}')],
  [
    'layers that make another shape around them',
    'layer-shape',
    network('{input: [8], layers: [«{residual: [{Dense: 4}]}»]}'),
  ],
  [
    'values of two shapes added',
    'layer-shape',
    nodes('{both: {«Add: {}», of: [a, b]}}, outputs: both', 'inputs: {a: [8], b: [4]}'),
  ],
  ['a layer of a number', 'layer-shape', nodes('{a: 3 + 4, b: {«Dense: 2», of: a}}, outputs: b')],
  [
    'one input too many',
    'layer-inputs',
    nodes('{both: {«Dense: 8»}}, outputs: both', 'inputs: {a: [8], b: [8]}'),
  ],
  ['one input too few', 'layer-inputs', network('{input: [8], layers: [«Add»]}')],
  ['a call with another shape', 'wrong-shape', loss('mean(head(«image»))')],
  ['a chain of networks that do not fit', 'wrong-shape', more({ models: 'spare: «encoder» -> encoder' })],
  ['a model called with another shape', 'wrong-shape', loss('mean(autoencoder(«label»))')],
  ['a loss of two shapes', 'wrong-shape', loss('mean_squared_error(label, «encoder(image)»)')],
  ['a sum of two shapes', 'wrong-shape', loss('mean(«label + encoder(image)»)')],
  [
    'an expression node of two shapes',
    'wrong-shape',
    nodes('{a: {Dense: 2}, b: {Dense: 3}, c: «a * b»}, outputs: c'),
  ],
  [
    'a wire of a model with another shape',
    'wrong-shape',
    more({ models: 'spare: {inputs: {x: [4]}, wires: {y: head(«x»)}, outputs: y}' }),
  ],
  ['an added field of two shapes', 'wrong-shape', data('{from: digits, add: {x: «image + label»}}')],
  [
    'a metric of two shapes',
    'wrong-shape',
    phase(`${SOUND}\n${LOSS}\nmetrics: {m: "mean_absolute_error(label, «encoder(image)»)"}`),
  ],
  ['a measure of two shapes', 'wrong-shape', measure('"mean_squared_error(label, «encoder(image)»)"')],
  ['a start with other layers', 'wrong-shape', phase(`${SOUND}\n${LOSS}\nstart: {head: «encoder»}`)],
  [
    'validation data of another shape',
    'wrong-shape',
    more({
      data: 'small: {source: image_folder, path: p, size: [8, 8], channels: 1, splits: {train: a, test: b}}',
      plan: `more: {train: decoder, after: [copy], on: digits, validate: «small.test», optimizer: Adam,
  loss: "mean_squared_error(image, autoencoder(image))"}`,
    }),
  ],
  ['too little for a network', 'wrong-arguments', loss('mean(«head()»)')],
  ['too much for a network', 'wrong-arguments', loss('mean(«encoder(image, label)»)')],
  ['an option of a network', 'wrong-arguments', loss('"mean(encoder(image, «training»=true))"')],
  ['too little for a function', 'wrong-arguments', loss('«mean_squared_error(image)»')],
  ['too much for a function', 'wrong-arguments', loss('"mean(square(image, «label»))"')],
  ['a truth value as a tensor', 'wrong-arguments', loss('"mean(square(x=«true»))"')],
  [
    'a call of a bare weight',
    'wrong-arguments',
    more({
      networks: 'codes: {weights: [8]}',
      plan: 'more: {train: codes, on: digits, optimizer: Adam, loss: mean(«codes(image)»)}',
    }),
  ],
  ['a call of a field', 'not-callable', loss('mean(«image»(encoder))')],
  ['a network without its input', 'not-called', loss('mean_squared_error(image, «decoder»)')],
  ['a model without its input', 'not-called', loss('mean_squared_error(image, «autoencoder»)')],
  ['a function without its arguments', 'not-called', loss('mean(«square» + image)')],
  ['an option that is a tensor', 'not-constant', loss('"mean(clip(image, 0, «label»))"')],
  ['a network in a field', 'no-networks-here', data('{from: digits, add: {code: «encoder»(image)}}')],
  [
    'a network of below among nodes',
    'no-networks-here',
    more({
      networks:
        'spare: {input: encoder, nodes: {a: {Dense: 2, of: «late»}}, outputs: a}\nlate: {input: [3], layers: [{Dense: 2}]}',
    }),
  ],
  [
    'a call of a network of below among nodes',
    'no-networks-here',
    more({
      networks:
        'spare: {input: encoder, nodes: {a: «late»(input)}, outputs: a}\nlate: {input: [3], layers: [{Dense: 2}]}',
    }),
  ],
  ['a network among nodes', 'no-networks-here', nodes('{a: «head»(input)}, outputs: a')],
  ['a network as a node', 'no-networks-here', nodes('{a: input + «head»}, outputs: a')],
  ['a draw alone', 'draw-without-shape', loss('"mean(«normal(0, 1)»)"')],
  ['a draw alone in a field', 'draw-without-shape', data('{from: digits, add: {x: "«normal(0, 1)»"}}')],
  ['a loss of all examples', 'figure-of-all-examples', loss('"«auc(label, head(encoder(image)))»"')],
  [
    'a metric of all examples without validation',
    'figure-of-all-examples',
    phase(`${SOUND}\n${LOSS}\nmetrics: {m: "«auc(label, head(encoder(image)))»"}`),
  ],
  [
    'a figure of all examples beside one of each',
    'figure-of-all-examples',
    measure('"«f1_score(label, label) + mean(image)»"'),
  ],
  [
    'a figure of all examples in a field',
    'figure-of-all-examples',
    data('{from: digits, add: {x: "image + «auc(label, label)»"}}'),
  ],
  ['a loss with axes', 'not-a-figure', loss('«square(head(encoder(image)))»')],
  ['a metric with axes', 'not-a-figure', phase(`${SOUND}\n${LOSS}\nmetrics: {m: «head(encoder(image))»}`)],
  ['a measure with axes', 'not-a-figure', measure('«encoder(image)»')],
  [
    'a picture of codes',
    'not-an-image',
    more({ report: '- translations: {on: digits.test, rows: [image, «encoder(image)»]}' }),
  ],
];

const examples: Case[] = [
  [
    'labels without classes',
    'bad-source',
    data('{source: image_folder, path: photos, size: [8, 8], labels: «folder»}'),
  ],
  ['a fallback with other pictures', 'bad-fallback', data('{source: mnist, otherwise: «hands»}')],
  [
    'a field of the whole batch',
    'bad-field',
    data('{from: digits, add: {x: "«mean(image, axis=[0, 1, 2, 3])»"}}'),
  ],
  ['a label turned', 'bad-augmentation', data('{from: digits, augment: {«label»: {rotate: 3}}}')],
  [
    'an added field turned',
    'bad-augmentation',
    more({ data: 'a: {from: digits, add: {x: image * 2}}\nb: {from: a, augment: {«x»: {rotate: 3}}}' }),
  ],
  [
    'pairs of classes with other names',
    'class-mismatch',
    more({
      data:
        'a: {source: image_folder, path: a, labels: folder, classes: [cat, dog]}\n' +
        'b: {source: image_folder, path: b, labels: folder, classes: [dog, cow]}\n' +
        'p: {pair: {x: a, y: «b»}, by: label}',
    }),
  ],
  [
    'a blur without a middle',
    'bad-augmentation',
    data('{from: digits, augment: {image: {blur: «{kernel_size: 4}»}}}'),
  ],
  [
    'a crop that ends before it begins',
    'bad-augmentation',
    data('{from: digits, augment: {image: {resized_crop: «{scale: [0.9, 0.1]}»}}}'),
  ],
  ['a filter that is no comparison', 'bad-selection', data('{from: digits, filter: «label»}')],
  ['a filter by an image', 'bad-selection', data('{from: digits, filter: «image» < 5}')],
  ['a filter by a class that there is not', 'bad-selection', data('{from: digits, filter: label == «10»}')],
  ['a filter that no class fulfils', 'bad-selection', data('{from: digits, filter: "«label > 9»"}')],
  ['a filter by a list without in', 'bad-selection', data('{from: digits, filter: "label == «[1, 2]»"}')],
  [
    'a filter by an unknown field',
    'unknown-name',
    data('{from: digits, filter: "label < 5 and «labl» > 2"}'),
  ],
  ['balance by an image', 'bad-selection', data('{from: digits, balance: «image»}')],
  ['more taken than there are', 'bad-selection', data('{from: digits, take: {test: «10001»}}')],
  ['a split taken that there is not', 'unknown-split', data('{from: digits, take: {«tset»: 5}}')],
  [
    'examples chosen of pairs that change',
    'bad-selection',
    data('{pair: {a: digits, b: digits}, by: none, take: «5»}'),
  ],
  ['batches of more classes than there are', 'bad-selection', batch('{classes: «11», each: 2}')],
  ['batches by an image', 'bad-selection', batch('{classes: 2, each: 2, by: «image»}')],
  ['batches by an unknown label', 'unknown-name', batch('{classes: 2, each: 2, by: «lable»}')],
  [
    'batches of pairs that change',
    'bad-selection',
    more({
      data: 'spare: {pair: {a: digits, b: digits}, by: none}',
      plan: `more: {train: head, after: [read], optimizer: Adam, loss: "mean(head(encoder(a.image)))",
  on: {data: spare, batch: «{classes: 2, each: 2, by: a.label}»}}`,
    }),
  ],
  ['groups by an image', 'bad-split', data('{from: digits, split: {train: 0.5, test: 0.5}, group: «image»}')],
  [
    'groups by an unknown field',
    'unknown-name',
    data('{from: digits, split: {train: 0.5, test: 0.5}, group: «lable»}'),
  ],
  ['groups of nothing', 'bad-split', data('{from: digits, group: «label»}')],
  ['pairs by an image', 'bad-pair', data('{pair: {a: digits, b: digits}, by: «image»}')],
  ['a rate that follows a field', 'unknown-name', rate('"0.1 * «image»"')],
  ['a rate by a function of tensors', 'unknown-name', rate('"«mean»(epoch)"')],
  ['a function of two numbers with one', 'bad-schedule', rate('"«maximum(epoch)»"')],
  ['a rate by an output', 'bad-schedule', rate('"0.1 * «exp(epoch).z»"')],
  ['a constant rate below zero', 'out-of-range', rate('«-0.1»')],
  ['a rate that 32 bits can not hold', 'out-of-range', rate('"«1e30 ** (1 + epoch)»"')],
  ['a rate below zero', 'out-of-range', rate('"«0.1 - epoch»"')],
  ['a rate that is no number', 'out-of-range', rate('"«0 / epoch»"')],
  ['a rate of nothing', 'out-of-range', rate('"«0 * epoch»"')],
  ['a weight that follows the steps', 'bad-schedule', weight('"«step» / 100"')],
  ['a warmup of all epochs', 'bad-schedule', rate('{cosine: [0.1, 0], epochs: 3, warmup: «3»}')],
  ['steps that begin late', 'bad-schedule', rate('«{steps: {1: 0.1, 2: 0.01}}»')],
  ['pairs by row that repeat', 'bad-pair', data('{pair: {a: digits, b: digits}, by: row, repeat: «a»}')],
  ['pairs by row with a length', 'bad-pair', data('{pair: {a: digits, b: digits}, by: row, length: «a»}')],
  [
    'pairs by a label with a length',
    'bad-pair',
    data('{pair: {a: digits, b: digits}, by: label, length: «a»}'),
  ],
  ['a length that is no member', 'bad-pair', data('{pair: {a: digits, b: digits}, by: none, length: «c»}')],
  [
    'pairs by row of different lengths',
    'bad-pair',
    more({
      data: `half: {from: digits, split: {train: 0.5}}\nspare: {pair: {a: digits, b: half}, by: «row»}`,
    }),
  ],
  [
    'parts of pairs that change',
    'bad-split',
    data('{pair: {a: digits, b: digits}, by: none, split: {«train»: 0.5, held: 0.5}}'),
  ],
  [
    'a repeated member that is none',
    'bad-pair',
    data('{pair: {a: digits, b: digits}, by: label, repeat: «c»}'),
  ],
  [
    'members without a common split',
    'bad-pair',
    more({
      data: `one: {from: digits, split: {left: 0.5, right: 0.5}}
two: {source: image_folder, path: p, size: [8, 8], labels: folder, classes: 10, splits: {up: a, down: b}}
«both: {pair: {a: one, b: two}, by: label}»`,
    }).replace('one: {from: digits,', 'one: {source: idx, images: i, labels: l,'),
  ],
  ['shares above one', 'bad-split', data('{from: digits, split: {a: 0.8, b: «0.3»}}')],
];

const training: Case[] = [
  [
    'no optimizer',
    'missing-optimizer',
    phase('train: head\nafter: [read]\non: digits')
      .replace('more:', '«more»:')
      .replace('on: digits', `on: digits\n    ${LOSS}`),
  ],
  [
    'everything frozen',
    'nothing-to-train',
    phase(`${SOUND.replace('head', '«head»')}\n${LOSS}\nfreeze: [head]`),
  ],
  [
    'all layers frozen',
    'nothing-to-train',
    phase(`${SOUND.replace('head', '«head»')}\n${LOSS}\nfreeze: ["head/*"]`),
  ],
  [
    'frozen until the last layer',
    'nothing-to-train',
    phase(`${SOUND.replace('head', '«{network: head}»')}\n${LOSS}\nfreeze: [{network: head, until: dense}]`),
  ],
  [
    'nothing that could be trained',
    'nothing-to-train',
    more({
      networks: 'flat: {input: [28, 28, 1], layers: [Flatten]}',
      plan: 'more: {train: «flat», on: digits, optimizer: Adam, loss: mean(flat(image))}',
    }),
  ],
  [
    'one of several updates frozen',
    'nothing-to-train',
    phase(`after: [copy, read]
on: digits
optimizer: Adam
freeze: [encoder]
updates:
  - {train: head, loss: "categorical_crossentropy(label, head(encoder(image)))"}
  - {train: «encoder», loss: mean(encoder(image))}`),
  ],
  ...assignments,
  ...solutions,
  ['a loss of something else', 'loss-moves-nothing', loss('«mean_squared_error(image, autoencoder(image))»')],
  ['a loss of the data alone', 'loss-moves-nothing', loss('«mean(image)»')],
  ['a stopped gradient', 'loss-moves-nothing', loss('«mean(stop_gradient(head(encoder(image))))»')],
  ['a metric as a loss', 'loss-moves-nothing', loss('"«accuracy(label, head(encoder(image)))»"')],
  [
    'a draw in the shape of what is trained',
    'loss-moves-nothing',
    loss('«mean(square(normal_like(head(encoder(image)))))»'),
  ],
  [
    'one of several losses',
    'loss-moves-nothing',
    phase(`${SOUND}\nlosses:\n  good: mean(head(encoder(image)))\n  bad: «mean(encoder(image))»`),
  ],
  [
    'a layer that no loss needs',
    'weights-not-reached',
    phase(`${SOUND.replace('head', '[head, «decoder»]').replace('[read]', '[read, copy]')}\n${LOSS}`),
  ],
  [
    'an output that no loss needs',
    'weights-not-reached',
    more({
      networks: 'two: {input: encoder, nodes: {a: {Dense: 2}, b: {Dense: 2}}, outputs: [a, b]}',
      plan: 'more: {train: «two», on: digits, optimizer: Adam, loss: mean(two(encoder(image)).a)}',
    }),
  ],
  [
    'vectors that are only compared with a codebook',
    'weights-not-reached',
    more({
      networks: 'codes: {weights: [4, 8]}',
      plan: `more: {train: [codes, «encoder»], after: [copy], on: digits, optimizer: Adam,
  loss: "mean(square(nearest(codes, encoder(image))))"}`,
    }),
  ],
  [
    'a network that nobody trains',
    'untrained-network',
    more({
      networks: 'twin: {like: encoder}',
      plan: 'more: {train: head, after: [read], on: digits, optimizer: Adam, loss: mean(head(«twin(image)»))}',
    }),
  ],
  [
    'a bare weight that nobody trains',
    'untrained-network',
    more({
      networks: 'codes: {weights: [8]}',
      plan: `more: {train: head, after: [read], on: digits, optimizer: Adam,
  loss: "mean(head(encoder(image) + «codes»))"}`,
    }),
  ],
  [
    'a measure of what nobody trains',
    'untrained-network',
    more({
      networks: 'twin: {like: encoder}',
      evaluate: 'good: {on: digits.test, measure: mean(«twin(image)»)}',
    }),
  ],
  [
    'a measure of a bare weight that nobody trains',
    'untrained-network',
    more({ networks: 'codes: {weights: [8]}', evaluate: 'good: {on: digits.test, measure: mean(«codes»)}' }),
  ],
  [
    'a picture of what nobody trains',
    'untrained-network',
    more({
      networks: 'twin: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 3}}]}',
      report: '- translations: {on: digits.test, rows: [«twin(image)»]}',
    }),
  ],
  [
    'a start from a phase that has not trained it',
    'untrained-network',
    more({
      networks: 'twin: {like: head}',
      plan: `more: {train: twin, start: {twin: «read»}, on: digits, optimizer: Adam,
  loss: mean(twin(encoder(image)))}`,
    }),
  ],
  [
    'a network that is trained after its use',
    'circular-plan',
    more({
      networks: 'twin: {like: encoder}',
      plan: `more: {train: head, after: [read], on: digits, optimizer: Adam, loss: mean(head(twin(image)))}
«last»: {train: twin, after: [more], on: digits, optimizer: Adam, loss: mean(twin(image))}`,
    }),
  ],
  [
    'phases that wait for each other',
    'circular-plan',
    more({
      networks: 'twin: {like: head}',
      plan: `more: {train: twin, on: digits, after: [last], optimizer: Adam, loss: mean(twin(encoder(image)))}
«last»: {train: head, on: digits, after: [more, read], optimizer: Adam, loss: mean(head(encoder(image)))}`,
    }),
  ],
  [
    'phases that need what the other trains',
    'circular-plan',
    more({
      networks: 'one: {input: [8], layers: [{Dense: 8}]}\ntwo: {like: one}',
      plan: `«left»: {train: one, on: digits, optimizer: Adam, loss: mean(one(two(encoder(image))))}
right: {train: two, on: digits, optimizer: Adam, loss: mean(two(one(encoder(image))))}`,
    }),
  ],
  [
    'two trainings in no order',
    'no-order',
    phase(`train: head\non: digits\noptimizer: Adam\n${LOSS}`).replace('more:', '«more»:'),
  ],
];

const unused: Case[] = [
  [
    'freezing what is not there to be trained',
    'unused',
    phase(`${SOUND}\n${LOSS}\nfreeze: [encoder, «decoder»]`),
  ],
  [
    'freezing layers of what is not there',
    'unused',
    phase(`${SOUND}\n${LOSS}\nfreeze: [{network: «decoder», until: dense}]`),
  ],
  [
    'a start of what is not used',
    'unused',
    more({ networks: 'twin: {like: head}' }).replace('read:\n', 'read:\n    start: {«twin»: head}\n'),
  ],
  ['a network', 'unused', more({ networks: '«spare»: {like: head}' })],
  ['data', 'unused', more({ data: '«spare»: {from: digits}' })],
  ['a parameter', 'unused', more({ params: '«spare»: 3' })],
  ['a wire', 'unused', phase(`${SOUND}\n${LOSS}\nwires: {«z»: encoder(image)}`)],
  [
    'a wire of a model',
    'unused',
    more({ models: 'both: {inputs: {x: encoder}, wires: {y: head(x), «z»: square(x)}, outputs: y}' }),
  ],
];

const HEAD = '[{Dense: {units: 10, activation: softmax}}]';

const probabilities: Case[] = [
  [
    'a crossentropy of any numbers',
    'not-probabilities',
    loss('categorical_crossentropy(label, «plain(encoder(image))»)')
      .replace(
        'head: {input: encoder',
        'plain: {input: encoder, layers: [{Dense: 10}]}\n  head: {input: encoder',
      )
      .replace('train: head\n    after', 'train: plain\n    after'),
  ],
  [
    'a crossentropy of any numbers in another shape',
    'not-probabilities',
    graph({})
      .replace(HEAD, '[{Dense: {units: 10, activation: relu}}, {Reshape: [5, 2]}, Flatten]')
      .replace('label, head(encoder(image))', 'label, «head(encoder(image))»'),
  ],
  [
    'a truth that a network makes',
    'swapped-arguments',
    loss('«categorical_crossentropy(head(encoder(image)), label)»'),
  ],
];

export const cases: readonly Case[] = [
  ...names,
  ...sizes,
  ...shapes,
  ...examples,
  ...training,
  ...unused,
  ...probabilities,
];
