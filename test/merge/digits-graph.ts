/** A small graph with a bit of everything, for edits. */
export const DIGITS_GRAPH = `# What the tests begin with
lagraph: 1
name: digits
seed: 7

params:
  epochs: {default: 3, min: 1}
  width: 64

profiles:
  # A minute
  quick:
    epochs: 1
    plan.draw.on.batch_size: 256

data:
  mnist: {source: mnist}
  noisy:
    from: mnist
    add: {noisy: "clip(image + normal(0, 0.5), 0, 1)"}

networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Flatten
      - Dense: {units: "\${width}", activation: relu}
      - Dropout: 0.2
      - Dense: 48
      - {Dense: 32, name: latent} # the meeting place
  head:
    input: encoder
    layers:
      - Dense: {units: 10, activation: softmax}
  decoder:
    input: encoder
    layers:
      - for: {units: [64, 128]}
        layers:
          - Dense: {units: "\${units}", activation: relu}
      - Dense: {units: 784, activation: sigmoid}
      - Reshape: [28, 28, 1]

models:
  reader: encoder -> head
  copier: encoder -> decoder

plan:
  read:
    train: reader
    on: {data: mnist, epochs: "\${epochs}", batch_size: 64}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {Adam: 0.001}
    metrics: {accuracy: "accuracy(label, reader(image))"}
    validate: mnist.test
  # Draws what was read
  draw:
    train: decoder
    freeze: [{network: encoder, mode: weights}]
    after: read
    on: {data: noisy, epochs: 2}
    loss: binary_crossentropy(image, copier(noisy))
    optimizer: {Adam: 0.001}

evaluate:
  digits_read:
    on: mnist.test
    measure: accuracy(label, reader(image))

report:
  - translations: {on: mnist.test, rows: [image, copier(image)], count: 12}
`;
