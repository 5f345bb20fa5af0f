/** Renderers that draw on the processor: Chromium's SwiftShader, Mesa's llvmpipe and softpipe, Microsoft's WARP. */
const names = /swiftshader|llvmpipe|softpipe|lavapipe|basic render|software/i;

export const isSoftware = (name: string): boolean => names.test(name);
