/**
 * One fault for each graph of the zoo, as it is made in earnest (a swapped wire, a wrong sign, a label of another
 * example), under which an evaluation of the graph must miss what it expects.
 */
export const SABOTAGES: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'adversarial-alignment': [
    'categorical_crossentropy(dark.label, kind',
    'categorical_crossentropy(light.label, kind',
  ],
  'adversarial-autoencoder': [
    'loss: sigmoid_crossentropy(1, critic(code))',
    'loss: sigmoid_crossentropy(0, critic(code))',
  ],
  babel: ['to_${b}(z_${a}))', 'to_${b}(z_${b}))'],
  'beta-vae': ['decoder(code.z))', 'decoder(code.log_var))'],
  byol: ['(target(other.image), predictor', '(target(shuffle_batch(other.image)), predictor'],
  'closed-form': [
    'targets: light_encoder(light.image), l2',
    'targets: light_encoder(shuffle_batch(light.image)), l2',
  ],
  'conditional-vae': ['seen: see(image)', 'seen: see(shuffle_batch(image))'],
  'contrastive-link': [
    'right_encoder(lower(image)))\n      logits',
    'right_encoder(lower(shuffle_batch(image))))\n      logits',
  ],
  'copy-number': ['loss: wrong(copies, code) +', 'loss: wrong(shuffle_batch(copies), code) +'],
  'cycle-consistency': ['(critic_light(made_light) - 1)', '(critic_light(made_light))'],
  dann: ['back(z): reverse_gradient(z, scale=0.4 / (1 + exp(-10 * progress)) - 0.2)', 'back(z): z'],
  diffusion: [
    'mean_squared_error(noise, denoiser(noisy, time))\n    optimizer',
    'mean_squared_error(image, denoiser(noisy, time))\n    optimizer',
  ],
  distillation: ['softmax(teacher(image) /', 'softmax(-teacher(image) /'],
  'gradual-unfreezing': [
    'head(body(dark)))\n    optimizer: {Adam: 0.002}',
    'head(body(image)))\n    optimizer: {Adam: 0.002}',
  ],
  'greedy-stacking': [
    'categorical_crossentropy(label, reader(image))',
    'categorical_crossentropy(shuffle_batch(label), reader(image))',
  ],
  'gru-autoencoder': [
    'loss: binary_crossentropy(image, copier',
    'loss: binary_crossentropy(shuffle_batch(image), copier',
  ],
  hub: ['decoder_${d}(z_${d}))"}', 'decoder_${d}(z_upright))"}'],
  'latent-translation': ['categorical_crossentropy(b.label, kind', 'categorical_crossentropy(a.label, kind'],
  'linked-autoencoders': [
    'light_encoder(light.image), linker',
    'light_encoder(shuffle_batch(light.image)), linker',
  ],
  mixup: ['(1 - by_label) * other.label', '(1 - by_label) * one.label'],
  'mlp-mixer': [
    'loss: categorical_crossentropy(label,',
    'loss: categorical_crossentropy(shuffle_batch(label),',
  ],
  moco: ['follower(other.image)', 'follower(shuffle_batch(other.image))'],
  'relative-representations': [
    'other_encoder(image), stop_gradient(other_encoder(anchors))',
    'other_encoder(image), stop_gradient(other_encoder(1 - anchors))',
  ],
  'resnet-autoencoder': [
    'decoder(encoder(image)))\n    optimizer',
    'decoder(encoder(shuffle_batch(image))))\n    optimizer',
  ],
  siamese: ['attract: near', 'attract: far'],
  simsiam: ['other: encoder(other.image)', 'other: encoder(shuffle_batch(other.image))'],
  transformer: [
    'loss: categorical_crossentropy(label,',
    'loss: categorical_crossentropy(shuffle_batch(label),',
  ],
  triplet: ['relu(near - far + ', 'relu(far - near + '],
  'two-heads': ['copier(target.image))", weight', 'copier(source.image))", weight'],
  unit: ['show_${b}(vary(z_${a}))"}', 'show_${b}(vary(z_${b}))"}'],
  'u-net': ['unet(noisy))\n    optimizer', 'unet(shuffle_batch(noisy)))\n    optimizer'],
  'vq-vae': ['decoder(straight_through(code, z))', 'decoder(shuffle_batch(code))'],
  'vq-vae-prior': ['prior(codes))\n    optimizer', 'prior(shuffle_batch(codes)))\n    optimizer'],
  'weight-averaging': ['decay: step / (step + 1)', 'decay: 0'],
  'wgan-gp': ['distance: critic(drawn) - critic(image)', 'distance: critic(image) - critic(drawn)'],
};
