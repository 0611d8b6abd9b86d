import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/compiler: names, wiring, shapes, frozen weights, the plan. */
export const compilerCatalog = {
  'unknown-name': {
    title: 'a name that nothing has',
    explanation: `Names in expressions are fields of the data, wires above, networks, models and functions.

bad:   loss: mean_squared_error(imgae, denoiser(image))
good:  loss: mean_squared_error(image, denoiser(image))`,
  },
  'unknown-network': {
    title: 'a network that does not exist',
    explanation: `The name must be one under \`networks:\` (or \`models:\`, where models are allowed).

bad:   student: {like: techer}
good:  student: {like: teacher}`,
  },
  'unknown-layer': {
    title: 'a layer that a network does not have',
    explanation: `Layers go by the names that they were given, or by Keras's: conv2d, conv2d_1, ...
\`lagraph show graph.yaml\` prints the graph with its layers.

bad:   freeze: [{network: encoder, until: latnet}]
good:  freeze: [{network: encoder, until: latent}]`,
  },
  'unknown-data': {
    title: 'a data set that does not exist',
    explanation: `The name must be one under \`data:\`.

bad:   on: {data: mnits}
good:  on: {data: mnist}`,
  },
  'unknown-split': {
    title: 'a split that a data set does not have',
    explanation: `\`mnist.test\` is the split \`test\` of \`mnist\`; \`mnist\` alone is its split \`train\`.

bad:   validate: {data: mnist.tset}
good:  validate: {data: mnist.test}`,
  },
  'unknown-phase': {
    title: 'a phase that does not exist',
    explanation: `The name must be one under \`plan:\`.

bad:   after: [clasify]
good:  after: [classify]`,
  },
  'unknown-output': {
    title: 'an output that a network does not have',
    explanation: `After the dot stands one of the names under the network's \`outputs:\`.

bad:   kl_normal(head.mean, head.z_log_var)
good:  kl_normal(head.z_mean, head.z_log_var)`,
  },
  'unknown-figure': {
    title: 'a figure that a phase does not have',
    explanation: `\`stop_early\` watches loss, a metric, or one of them on the validation data, with val. in front.
\`keep\` and \`reference\` name figures in the same way.

bad:   stop_early: {monitor: val_loss, patience: 3}
good:  stop_early: {monitor: val.loss, patience: 3}`,
  },
  'unknown-direction': {
    title: 'a figure of which nobody knows whether it should be large or small',
    explanation: `\`stop_early\` and \`keep: best\` have to know which values are better. Losses tell it, and metrics do: what is made
of them by +, by numbers and by functions such as mean, sqrt or log tells it as well. Of anything else, say it.

bad:   stop_early: {monitor: val.spread, patience: 3}
good:  stop_early: {monitor: val.spread, patience: 3, mode: max}`,
  },
  'resting-noise': {
    title: 'noise that is off because nothing around it is trained',
    explanation: `A network without weights, such as one of Dropout, has nothing to freeze: it draws along with the networks that it
is called with. Where all of them are frozen (a teacher's), it rests with them. Say which of the two is meant.

bad:   train: student
good:  train: student
       freeze: [{network: teacher_noise, mode: weights}]`,
  },
  'name-taken': {
    title: 'a name that something else has',
    explanation: `In an expression a name means one thing: networks, models, fields and wires can't share names. (Functions of the language
give way to what a graph declares.)

bad:   wires: {encoder: encoder(image)}
good:  wires: {z: encoder(image)}`,
  },
  'bad-was': {
    title: 'a former name that is in use',
    explanation: `\`was\` is the name that something had before it was renamed: its random draws stay those of the old name, and nothing
is trained again. So only one thing can have been what a name says, and nothing else can have that name now.

bad:   networks: {reader: {like: encoder, was: encoder}}
good:  networks: {reader: {like: encoder, was: old_reader}}`,
  },
  'circular-reference': {
    title: 'things that are made of each other',
    explanation: `Networks may take their input's shape from another, data sets and models may be made of others, but never in a circle.

bad:   a: {from: b}
       b: {from: a}
good:  a: {source: mnist}
       b: {from: a}`,
  },
  'layer-shape': {
    title: 'a layer that does not fit what comes in',
    explanation: `The shapes along the chain are shown below the message, each of one example, without the batch.

bad:   layers: [Flatten, {Conv2D: {filters: 8, kernel_size: 3}}]
good:  layers: [{Conv2D: {filters: 8, kernel_size: 3}}, Flatten]`,
  },
  'layer-inputs': {
    title: 'a layer with too many or too few inputs',
    explanation: `Most layers take one input; Add, Concatenate and their like take two or more.

bad:   both: {Dense: 8, of: [left, right]}
good:  joined: {Concatenate: {}, of: [left, right]}
       both: {Dense: 8, of: joined}`,
  },
  'wrong-shape': {
    title: 'values whose shapes do not fit',
    explanation: `\`batch\` stands for the number of examples. What the values are is shown below the message.

bad:   mean_squared_error(image, encoder(image))
good:  mean_squared_error(image, decoder(encoder(image)))`,
  },
  'too-large': {
    title: 'a value or a weight that no machine has memory for',
    explanation: `One value has at most 268,435,456 numbers for each example (1 GiB), a weight at most 536,870,912 (2 GiB).
Weights above 67,108,864 numbers are warned of: training needs several times as much for each.

bad:   layers: [{UpSampling2D: 100000}]
good:  layers: [{UpSampling2D: 2}]`,
  },
  'wrong-arguments': {
    title: 'a call with the wrong arguments',
    explanation: `Networks take their inputs in order; functions take what \`lagraph schema\` and the language reference list.

bad:   binary_crossentropy(decoder(encoder(image)))
good:  binary_crossentropy(image, decoder(encoder(image)))`,
  },
  'not-callable': {
    title: 'something that can not be called',
    explanation: `Networks, models and functions are called; fields, wires and bare weights are values.

bad:   loss: mean(square(image(encoder)))
good:  loss: mean(square(encoder(image)))`,
  },
  'not-called': {
    title: 'a network or function where a value is needed',
    explanation: `A network is a function: it becomes a value when it is called.

bad:   loss: mean_squared_error(image, autoencoder)
good:  loss: mean_squared_error(image, autoencoder(image))`,
  },
  'not-constant': {
    title: 'an option that is not known before anything runs',
    explanation: `Options of functions are numbers, lists and words; they can come from parameters, but not from tensors.

bad:   clip(image, 0, noise)
good:  clip(image, 0, 1)`,
  },
  'no-networks-here': {
    title: 'a network where none can be called',
    explanation: `Fields that a data set adds, and the nodes of a network, are made of functions alone.

bad:   add: {code: encoder(image)}
good:  wires: {code: encoder(image)}     # in a phase`,
  },
  'draw-without-shape': {
    title: 'a draw that has no shape',
    explanation: `normal(...) and uniform(...) take the shape of what they are combined with.

bad:   add: {noise: "normal(0, 1)"}
good:  add: {noisy: "image + normal(0, 1)"}`,
  },
  'figure-of-all-examples': {
    title: 'a figure of all examples together, where there is none',
    explanation: `auc, f1_score, r2_score, recall_at_k and others are no means over examples: they are computed when all examples have been
seen. So they have a value under evaluate, and as metrics of a phase that validates, but none in a loss or beside values
of single examples.

bad:   loss: "1 - auc(label, head(z))"
good:  loss: categorical_crossentropy(label, head(z))`,
  },
  'not-a-figure': {
    title: 'a loss, metric or measure that is not one number an example',
    explanation: `What is left has more axes than the batch. Losses and metrics of the language average over them.

bad:   loss: square(image - copy)
good:  loss: mean_squared_error(image, copy)`,
  },
  'not-probabilities': {
    title: 'a crossentropy of values that are no probabilities',
    explanation: `A crossentropy compares probabilities. Without a softmax (one class of several) or a sigmoid (yes or no) at the
end of the network, what it makes can be any number, and training goes nowhere. With from_logits=true it takes any numbers.

bad:   head: {input: encoder, layers: [{Dense: 10}]}
good:  head: {input: encoder, layers: [{Dense: {units: 10, activation: softmax}}]}`,
  },
  'swapped-arguments': {
    title: 'the truth and what is predicted, the wrong way round',
    explanation: `Losses and accuracies take the truth first and then what a network makes of it, as in Keras.

bad:   loss: categorical_crossentropy(head(encoder(image)), label)
good:  loss: categorical_crossentropy(label, head(encoder(image)))`,
  },
  'not-an-image': {
    title: 'a report of pictures that is not made of images',
    explanation: `Images have three axes: height, width, and 1 (grey) or 3 (RGB) channels.

bad:   rows: [image, encoder(image)]
good:  rows: [image, decoder(encoder(image))]`,
  },
  'not-classes': {
    title: 'a value of a report that is no class',
    explanation: `What a report counts as classes is a label, the output of a classifier ([batch, classes], of which the largest
number counts), or class numbers ([batch]).

bad:   predicted: image
good:  predicted: argmax(head(encoder(image)))`,
  },
  'not-a-decoder': {
    title: 'a network that makes no pictures of latent numbers',
    explanation: `\`manifold\`, \`interpolation\` and \`samples\` put latent numbers into a network or a model and show what comes out. It
has one input, [batch, n], and its first output is a picture, [batch, height, width, 1] or [batch, height, width, 3].

bad:   manifold: {model: encoder}
good:  manifold: {model: decoder}`,
  },
  'bad-source': {
    title: 'a data source that can not be what its arguments say',
    explanation: `The arguments contradict each other or leave something out that the source needs.`,
  },
  'bad-fallback': {
    title: 'a fallback with other fields than the source',
    explanation: `What \`otherwise:\` names must have the same fields with the same shapes, so that the graph works with both.

good:  signs: {source: signs, otherwise: hands}`,
  },
  'bad-field': {
    title: 'a field that can not be added',
    explanation: `An added field is one value for each example, computed from the fields that are there.

bad:   add: {average: "mean(image, axis=0)"}
good:  add: {average: "mean(image, axis=[1, 2, 3])"}`,
  },
  'bad-augmentation': {
    title: 'an augmentation that can not be done',
    explanation: `Images are turned, moved, sheared, zoomed and flipped; labels and added fields are not.

bad:   augment: {label: {rotate: 10}}
good:  augment: {image: {rotate: 10}}`,
  },
  'bad-schedule': {
    title: 'a formula of training that can not be computed',
    explanation: `A number that moves while a phase is trained is made of numbers, \`progress\` (0 to 1 over the phase), \`epoch\` and
\`step\` (from 0), by functions of numbers. What a loss weighs at the end must be known before the data is read, so it can't
follow \`step\`.

bad:   learning_rate: "exp(epoch, 2)"
good:  learning_rate: "0.01 * exp(-epoch / 2)"`,
  },
  'bad-pair': {
    title: 'data sets that can not be paired',
    explanation: `Members are paired by a label that all of them have; \`repeat\` names one of the members, or says shuffle. What
has no label in common is paired by: row (example i of each, of which all have as many) or by: none (each member in an order
of its own; \`length\` says how many an epoch has).

bad:   pair: {sign: signs, digit: mnist}
       by: image
good:  pair: {sign: signs, digit: mnist}
       by: label`,
  },
  'class-mismatch': {
    title: 'lists of classes that do not fit each other',
    explanation: `A class is known by its number, and its number by its place in the list. Pairs go by the names where both
sides have names; everything else that meets, as a label and a network that learned other labels, goes by numbers, and
the lists must be the same.

bad:   ours: {source: image_folder, path: a, labels: folder, classes: [cat, dog]}
       theirs: {source: image_folder, path: b, labels: folder, classes: [dog, cow]}
       d: {pair: {one: ours, other: theirs}, by: label}
good:  ours: {source: image_folder, path: a, labels: folder, classes: [cat, dog]}
       theirs: {source: image_folder, path: b, labels: folder, classes: [dog, cat]}
       d: {pair: {one: ours, other: theirs}, by: label}`,
  },
  'bad-selection': {
    title: 'examples that can not be chosen so',
    explanation: `filter compares stored fields with numbers, or labels with their classes; balance names a label; take counts examples.

bad:   filter: image < 5
good:  filter: label < 5`,
  },
  'bad-split': {
    title: 'shares that do not make a whole',
    explanation: `The shares of a split add up to 1.

bad:   split: {train: 0.8, test: 0.3}
good:  split: {train: 0.8, test: 0.2}`,
  },
  'missing-optimizer': {
    title: 'a phase that does not say how it is trained',
    explanation: `There is no optimizer by default: which one it is changes the result.

good:  optimizer: {Adam: 0.001}`,
  },
  'nothing-to-train': {
    title: 'an update without weights',
    explanation: `The update set is what \`train:\` selects minus what \`freeze:\` selects. Nothing is left of it.

bad:   train: encoder
       freeze: [encoder]
good:  train: [encoder, head]
       freeze: [encoder]`,
  },
  'not-solvable': {
    title: 'weights that a closed form does not fill',
    explanation: `\`solve\` fills the kernel and bias of a Dense layer, or a bare weight: one entry of \`train\` for each result.
Class means and centres of clusters are the rows of one bare weight.

bad:   train: encoder
       solve: {pca: {inputs: flatten(image)}}
good:  train: encoder/latent
       solve: {pca: {inputs: flatten(image)}}`,
  },
  'solved-before-activation': {
    title: 'a closed form in a layer with an activation',
    explanation: `What is solved for is linear. An activation in the same layer changes what comes out, and nothing fitted that.

bad:   linker: {input: encoder, layers: [{Dense: {units: 32, activation: relu}}]}
good:  linker: {input: encoder, layers: [{Dense: 32}]}`,
  },
  'few-examples': {
    title: 'fewer examples than features',
    explanation: `With fewer examples than features many weights fit equally well. The smallest of them is taken; a penalty
decides otherwise, and is steadier on new data.

bad:   solve: {ridge: {inputs: flatten(image), targets: label}}
good:  solve: {ridge: {inputs: flatten(image), targets: label, l2: 0.001}}`,
  },
  'lost-assignment': {
    title: 'an assignment that throws away what was there',
    explanation: `\`after_update\` comes right after the step of the optimizer. What gives a trained weight a value that does not
depend on the weight makes that step pointless, and the average of a network is another network. What bounds or scales
a trained weight (\`clip\`, \`unit_norm\`, an expression with the weight in it) keeps what the optimizer has done.

bad:   train: [encoder, scale]
       after_update: {assign: {scale: "mean(encoder(image), axis=[0, 1])"}}
good:  train: encoder
       after_update: {assign: {scale: "mean(encoder(image), axis=[0, 1])"}}`,
  },
  'not-a-weight': {
    title: 'a network where a bare weight is assigned a value',
    explanation: `\`assign\` gives a value to a weight that is declared with \`weights\`, and so has one shape. Networks follow
others by \`ema\`.

bad:   after_update: {assign: {teacher: student}}
good:  after_update: {ema: {target: teacher, of: student, decay: 0.99}}`,
  },
  'nothing-to-assign': {
    title: 'an assignment to weights that stand still, or to none',
    explanation: `What \`freeze\` names stands still. A network that is only assigned to, and not trained, needs no freezing.

bad:   train: student
       freeze: teacher
       after_update: {ema: {target: teacher, of: student, decay: 0.99}}
good:  train: student
       after_update: {ema: {target: teacher, of: student, decay: 0.99}}`,
  },
  'loss-moves-nothing': {
    title: 'a loss that does not depend on what is trained',
    explanation: `No gradient of this loss reaches a weight of the update set, so it would change nothing.

bad:   train: decoder
       loss: categorical_crossentropy(label, head(encoder(image)))
good:  train: decoder
       loss: binary_crossentropy(image, decoder(encoder(image)))`,
  },
  'weights-not-reached': {
    title: 'something is trained that no loss depends on',
    explanation: `Weights of the update set that no gradient reaches would stay as they are.

bad:   train: [encoder, decoder]
       loss: categorical_crossentropy(label, head(encoder(image)))
good:  train: [encoder, head]
       loss: categorical_crossentropy(label, head(encoder(image)))`,
  },
  'untrained-network': {
    title: 'a network is used before anything has trained it',
    explanation: `A phase that calls a network without training it takes it as an earlier phase left it. There is no such phase.
\`untrained: true\` in a phase says that its first, random weights are wanted.`,
  },
  'circular-plan': {
    title: 'phases that wait for each other',
    explanation: `A phase waits for those that train what it uses, and for those that it names under \`after:\`.`,
  },
  'no-order': {
    title: 'two phases train the same network, in no order',
    explanation: `Which one comes first changes the result, so the graph must say it.

good:  fine_tune:
         after: [pretrain]`,
  },
  unused: {
    title: 'something that nothing uses',
    explanation: `A network, data set or parameter that nothing refers to, or a rule for something that its phase does not use, is
most often a misspelt name somewhere else.

bad:   loss: mean_squared_error(image, decoder(encoder(image)))
       freeze: [other_encoder]
good:  loss: mean_squared_error(image, decoder(encoder(image)))
       freeze: [encoder]`,
  },
} as const satisfies Record<string, CatalogEntry>;
