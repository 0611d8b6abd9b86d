/** A graph of many layers that are written out, a hundred to a network, each network with a phase that trains it. */
export function layeredGraph(layers) {
  const networks = Math.max(1, Math.ceil(layers / 100));
  const numbers = Array.from({ length: networks }, (_, n) => n + 1);
  const sizes = numbers.map((n) => Math.min(100, layers - (n - 1) * 100));
  const layer = (n, at) =>
    at === 0
      ? '      - Flatten\n'
      : at % 3 === 0
        ? '      - Dropout: 0.1\n'
        : `      - Dense: {units: ${16 + ((n + at) % 8)}, activation: relu}\n`;
  const network = (n) =>
    `  network_${n}:\n    input: [28, 28, 1]\n    layers:\n${Array.from({ length: sizes[n - 1] }, (_, at) => layer(n, at)).join('')}` +
    `  head_${n}:\n    input: network_${n}\n    layers:\n      - Dense: {units: 10, activation: softmax}\n`;
  const phase = (n) => `  learn_${n}:
    train: reader_${n}
    on: {data: mnist, epochs: "\${epochs}", batch_size: 64}
    loss: categorical_crossentropy(label, head_${n}(network_${n}(image)))
    optimizer: {Adam: 0.001}
    metrics: {accuracy: "accuracy(label, reader_${n}(image))"}
    validate: mnist.test
`;
  return `lagraph: 1
name: layers
seed: 1
params:
  epochs: 3
data:
  mnist: {source: mnist}
networks:
${numbers.map(network).join('')}models:
${numbers.map((n) => `  reader_${n}: network_${n} -> head_${n}\n`).join('')}plan:
${numbers.map(phase).join('')}`;
}
