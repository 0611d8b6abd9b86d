/** The network of a weight: `encoder` of `encoder/latent/kernel`; a bare weight has its network's name. */
export const networkOfWeight = (weight: string): string => weight.split('/', 1)[0]!;
