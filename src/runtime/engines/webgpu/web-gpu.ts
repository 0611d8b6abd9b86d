/** What lagraph uses of WebGPU's interface (https://www.w3.org/TR/webgpu/), as Dawn's module for Node has it. */

export interface Gpu {
  requestAdapter(options?: {
    powerPreference?: 'high-performance' | 'low-power';
  }): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly info: GpuAdapterInfo;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(descriptor: { requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

export interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Whether it is software. */
  readonly isFallbackAdapter: boolean;
}

export interface GpuDevice {
  readonly lost: Promise<{ reason: 'unknown' | 'destroyed'; message: string }>;
  readonly limits: Readonly<Record<string, number>>;
  createShaderModule(descriptor: { label?: string; code: string }): unknown;
  addEventListener(type: 'uncapturederror', listener: (event: { error: Error }) => void): void;
  destroy(): void;
}

/** Dawn's module. */
export interface Dawn {
  /** @param flags Dawn's own options, `backend=vulkan` */
  create(flags: readonly string[]): Gpu;
  /** The constructors that browsers have as global names. */
  globals: Readonly<Record<string, unknown>>;
}
