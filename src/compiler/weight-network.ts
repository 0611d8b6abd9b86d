/** The network of a weight: `encoder` of `encoder/latent/kernel`; a bare weight has its network's name. */
export const networkOfWeight = (weight: string): string => weight.split('/', 1)[0]!;

/** What a weight is called in its network: `latent/kernel`; empty for a network that is one bare weight. */
export const nameInNetwork = (weight: string): string => weight.slice(networkOfWeight(weight).length + 1);
