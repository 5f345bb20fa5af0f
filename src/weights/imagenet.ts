/**
 * The thousand class names of ImageNet-1k in the order of a classifier's outputs. The words are WordNet's (Princeton
 * University); the list comes from the package of TensorFlow's MobileNet, Apache-2.0. Fetched only when it is needed.
 */
export async function imagenetLabels(): Promise<readonly string[]> {
  const { IMAGENET_CLASSES: names } = await import('@tensorflow-models/mobilenet/dist/imagenet_classes.js');
  return Array.from({ length: 1000 }, (_, index) => names[index] ?? String(index));
}
